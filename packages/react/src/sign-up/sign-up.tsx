import type { Session, SignUpInput } from '@countersign/js'
import { Banner, Spinner } from '@countersign/ui'
import { useState } from 'react'
import { useMessages } from '../context.ts'
import { useApplicationName, useEnvironment, useSession, useSignUp, useStatus } from '../hooks.ts'
import { lazyComponent } from '../lazy-component.tsx'
import { fill } from '../messages/fill.ts'
import { DoneStep } from '../steps/done-step.tsx'
import { StartAgain } from '../steps/step-form.tsx'
import { useAction } from '../use-action.ts'
import { useOpenedSession } from '../use-opened-session.ts'
import { nextSignUpStep } from './next-step.ts'
import { SignUpForm } from './sign-up-form.tsx'
import { VerifyEmailStep } from './verify-email-step.tsx'

const SetupMfa = lazyComponent(() => import('../setup-mfa/setup-mfa.tsx').then((m) => m.SetupMfa))

export interface SignUpProps {
  onComplete: (session: Session) => void
  signInUrl?: string | undefined
}

/** E-mail address and password, then a code, then the account is there. */
export function SignUp({ onComplete, signInUrl }: SignUpProps) {
  const { signUp: words, common } = useMessages()
  const { attempt, moves } = useSignUp()
  const environment = useEnvironment()
  const application = useApplicationName()
  const session = useSession()
  const status = useStatus()
  const action = useAction()
  const [isSettingUp, setSettingUp] = useState(false)
  const [isChangingEmail, setChangingEmail] = useState(false)

  const completeId = attempt?.status === 'complete' ? attempt.createdSessionId : null
  const opening = useOpenedSession(completeId, (opened) => {
    if (opened.status === 'pending') setSettingUp(true)
    else onComplete(opened)
  })

  if (status === 'loading' || !environment) return <Spinner label={common.loading} />
  if (isSettingUp && session) return <SetupMfa onDone={() => onComplete(session)} />

  const sendCode = () => action.run(() => moves.prepareVerification({ strategy: 'email_code' }))
  async function create(input: SignUpInput) {
    const next = nextSignUpStep(await moves.create(input))
    setChangingEmail(false)
    if (next === 'verify-email') await moves.prepareVerification({ strategy: 'email_code' })
  }

  function changeEmail() {
    action.clear()
    setChangingEmail(true)
  }

  const step = isChangingEmail ? 'form' : nextSignUpStep(attempt)
  if (step === 'done') {
    return (
      <DoneStep
        title={words.doneTitle}
        subtitle={words.doneSubtitle}
        progress={opening.progress}
        onRetry={opening.retry}
      />
    )
  }
  if (step === 'verify-email') {
    return (
      <StartAgain value={changeEmail}>
        <VerifyEmailStep
          destination={attempt?.emailAddress ?? ''}
          resendSeconds={environment.countersign.emailResendSeconds}
          progress={action}
          onCode={(code) => void action.run(() => moves.attemptVerification({ strategy: 'email_code', code }))}
          onResend={sendCode}
          onChangeEmail={changeEmail}
        />
      </StartAgain>
    )
  }
  const { attributes, passwordSettings } = environment.userSettings
  const presence = (attribute: { enabled: boolean; required: boolean }) =>
    attribute.required ? 'required' : attribute.enabled ? 'optional' : 'off'
  return (
    <>
      {step === 'missing' ? (
        <Banner tone="warn">
          {fill(words.missing, { application, fields: attempt?.missingFields.join(', ') ?? '' })}
        </Banner>
      ) : null}
      <SignUpForm
        minLength={passwordSettings.minLength}
        hasPassword={attributes.password.enabled}
        nameFields={{ first: presence(attributes.firstName), last: presence(attributes.lastName) }}
        progress={action}
        onSubmit={(input) => void action.run(() => create(input))}
        signInUrl={signInUrl}
      />
    </>
  )
}
