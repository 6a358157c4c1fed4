import { Banner, Button, List, ListItem } from '@countersign/ui'
import { useCountersign, useMessages } from '../context.ts'
import { enrolmentTitle, TotpEnrolment } from '../enrolment/totp-enrolment.tsx'
import { useTotpEnrolment } from '../enrolment/use-totp-enrolment.ts'
import { useApplicationName, useEnvironment, useUser } from '../hooks.ts'
import { PhoneIcon } from '../icons.tsx'
import { fill } from '../messages/fill.ts'
import { availableFactors } from '../second-step/available-factors.ts'
import { StepCard } from '../steps/step-form.tsx'
import { useAction } from '../use-action.ts'

export interface SetupMfaProps {
  /** A second step is set up and its backup codes are saved. */
  onDone: () => void
}

/** For a session with the task `setup-mfa`: enrol a second step, then go on. */
export function SetupMfa({ onDone }: SetupMfaProps) {
  const messages = useMessages()
  const { setupMfa: words, security, common } = messages
  const client = useCountersign()
  const application = useApplicationName()
  const { enabled } = availableFactors(useEnvironment(), useUser())
  const enrolment = useTotpEnrolment()
  const leaving = useAction()
  const { step, action } = enrolment

  if (step.name !== 'idle') {
    return (
      <StepCard title={enrolmentTitle(step, messages)}>
        <TotpEnrolment step={step} progress={action} onCode={enrolment.confirm} onDone={onDone} level={2} />
      </StepCard>
    )
  }
  const failure = action.failure ?? leaving.failure
  return (
    <StepCard title={words.title} subtitle={fill(words.subtitle, { application })}>
      {failure ? <Banner tone="danger">{failure.message}</Banner> : null}
      {enabled.includes('totp') ? (
        <List>
          <ListItem
            icon={<PhoneIcon />}
            title={security.totp}
            detail={security.totpHint}
            actions={
              <Button variant="primary" busy={action.isBusy} onClick={enrolment.start}>
                {security.setUp}
              </Button>
            }
          />
        </List>
      ) : (
        <Banner tone="warn">{fill(words.noneAvailable, { application })}</Banner>
      )}
      <Button variant="quiet" busy={leaving.isBusy} onClick={() => void leaving.run(() => client.signOut())}>
        {common.signOut}
      </Button>
    </StepCard>
  )
}
