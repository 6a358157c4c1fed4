import { Banner, Button } from '@countersign/ui'
import { useMessages } from '../context.ts'
import { fill } from '../messages/fill.ts'
import { type Progress, StepCard, StepForm } from '../steps/step-form.tsx'

export interface SendCodeStepProps {
  /** Where the code would go; null when this account has no way in here. */
  destination: string | null
  /** Why a code is asked for; that there is no password, unless said otherwise. */
  words?: { title: string; subtitle: string } | undefined
  progress: Progress
  onSend: () => void
  onUsePasskey?: (() => void) | undefined
  onChangeIdentifier?: (() => void) | undefined
}

/** For accounts without a password: nothing is sent before somebody asks for it. */
export function SendCodeStep(props: SendCodeStepProps) {
  const { destination, words, progress, onSend, onUsePasskey, onChangeIdentifier } = props
  const { signIn, secondStep, common } = useMessages()
  const change = onChangeIdentifier ? (
    <Button variant="quiet" onClick={onChangeIdentifier}>
      {common.startAgain}
    </Button>
  ) : null
  const passkey = onUsePasskey ? (
    <Button wide variant={destination === null ? 'primary' : 'secondary'} busy={progress.isBusy} onClick={onUsePasskey}>
      {signIn.usePasskey}
    </Button>
  ) : null
  if (destination === null && passkey) {
    return (
      <StepCard title={secondStep.passkeyTitle} subtitle={secondStep.passkeySubtitle}>
        {progress.failure ? <Banner tone="danger">{progress.failure.message}</Banner> : null}
        {passkey}
        {change}
      </StepCard>
    )
  }
  if (destination === null) {
    return (
      <StepCard title={signIn.sendCodeTitle}>
        <Banner tone="warn">{signIn.noFirstFactor}</Banner>
        {change}
      </StepCard>
    )
  }
  return (
    <StepCard
      title={words?.title ?? signIn.sendCodeTitle}
      subtitle={fill(words?.subtitle ?? signIn.sendCodeSubtitle, { destination })}
    >
      <StepForm
        progress={progress}
        fields={[]}
        submitLabel={signIn.sendCode}
        onSubmit={onSend}
        footer={
          <>
            {passkey}
            {change}
          </>
        }
      >
        {null}
      </StepForm>
    </StepCard>
  )
}
