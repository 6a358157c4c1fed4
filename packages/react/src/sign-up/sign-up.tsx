import type { Session, SignUp as SignUpAttempt, SignUpInput } from '@countersign/js'
import { Banner } from '@countersign/ui'
import { useState } from 'react'
import { useMessages } from '../context.ts'
import { useApplicationName, useEnvironment, useSession, useSignUp, useStatus } from '../hooks.ts'
import { lazyComponent } from '../lazy-component.tsx'
import { fill } from '../messages/fill.ts'
import { isAsked } from '../session-tasks/is-asked.ts'
import { DoneStep } from '../steps/done-step.tsx'
import { LoadingStep } from '../steps/loading-step.tsx'
import { resendSecondsOf } from '../steps/resend-seconds.ts'
import { StartAgain } from '../steps/step-form.tsx'
import { useAction } from '../use-action.ts'
import { useOpenedSession } from '../use-opened-session.ts'
import { ClosedStep } from './closed-step.tsx'
import { asksMoreThanAddress, formFieldsOf } from './form-fields.ts'
import { InvitationStep } from './invitation-step.tsx'
import { isByInvitation, isSignUpClosed } from './is-closed.ts'
import { invitedAddressOf, nextSignUpStep, type SignUpStep } from './next-step.ts'
import { SignUpForm } from './sign-up-form.tsx'
import { useInvitation } from './use-invitation.ts'
import { VerifyStep } from './verify-step.tsx'

const SessionTasks = lazyComponent(() => import('../session-tasks/session-tasks.tsx').then((m) => m.SessionTasks))

const strategies: Partial<Record<SignUpStep, 'email_code' | 'phone_code'>> = {
  'verify-email': 'email_code',
  'verify-phone': 'phone_code',
}

export interface SignUpProps {
  /** As of `SignInProps`. */
  onComplete: (session: Session) => void
  signInUrl?: string | undefined
  /** The ticket of an invitation. Default: `__clerk_ticket` in the address of the page, which is removed from it. */
  ticket?: string | null | undefined
}

/** An address or a number and a password, then a code for each, then the account is there. */
export function SignUp({ onComplete, signInUrl, ticket }: SignUpProps) {
  const { signUp: words } = useMessages()
  const { attempt, moves } = useSignUp()
  const environment = useEnvironment()
  const application = useApplicationName()
  const session = useSession()
  const status = useStatus()
  const action = useAction()
  const [isOwing, setOwing] = useState(false)
  const [isChanging, setChanging] = useState(false)

  const isAtOnce = environment && asksMoreThanAddress(environment)
  const invitation = useInvitation(ticket, isAtOnce, (given) => moves.create({ strategy: 'ticket', ticket: given }))

  // An earlier sign-up of this browser is not the one that the ticket begins.
  const completeId = invitation.stage === 'none' && attempt?.status === 'complete' ? attempt.createdSessionId : null
  const opening = useOpenedSession(completeId, (opened) => {
    if (isAsked(opened)) setOwing(true)
    else onComplete(opened)
  })

  if (status !== 'ready' || !environment) return <LoadingStep />
  if (isOwing && session) return <SessionTasks onDone={() => onComplete(session)} />
  if (invitation.stage !== 'none') {
    const isOpen = !isSignUpClosed(environment)
    return <InvitationStep invitation={invitation} application={application} isOpen={isOpen} signInUrl={signInUrl} />
  }
  const invited = invitedAddressOf(attempt)

  /** The code for what comes next goes out with the answer to what was before. */
  async function goOn(next: SignUpAttempt) {
    const strategy = strategies[nextSignUpStep(next)]
    if (strategy) await moves.prepareVerification({ strategy })
  }
  async function create(input: SignUpInput) {
    const next = invited === null ? await moves.create(input) : await moves.update(input)
    setChanging(false)
    await goOn(next)
  }

  function change() {
    action.clear()
    setChanging(true)
  }

  const step = isChanging ? 'form' : nextSignUpStep(attempt)
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
  const strategy = strategies[step]
  if (strategy) {
    const isPhone = strategy === 'phone_code'
    return (
      <StartAgain value={change}>
        <VerifyStep
          key={strategy}
          strategy={strategy}
          destination={(isPhone ? attempt?.phoneNumber : attempt?.emailAddress) ?? ''}
          resendSeconds={resendSecondsOf(environment)[isPhone ? 'sms' : 'email']}
          progress={action}
          onCode={(code) => void action.run(async () => goOn(await moves.attemptVerification({ strategy, code })))}
          onResend={() => action.run(() => moves.prepareVerification({ strategy }))}
          onChange={change}
        />
      </StartAgain>
    )
  }
  const needsInvitation = isByInvitation(environment)
  if (isSignUpClosed(environment) && !(needsInvitation && invited !== null))
    return <ClosedStep application={application} isByInvitation={needsInvitation} signInUrl={signInUrl} />
  // Without its invitation, the sign-up begins with an address of one's own, where that is possible.
  const isFree = invited !== null && !isSignUpClosed(environment)
  return (
    <StartAgain value={isFree ? () => void action.run(() => moves.create({})) : null}>
      {step === 'missing' ? (
        <Banner tone="warn">
          {fill(words.missing, { application, fields: attempt?.missingFields.join(', ') ?? '' })}
        </Banner>
      ) : null}
      <SignUpForm
        minLength={environment.userSettings.passwordSettings.minLength}
        asks={formFieldsOf(environment)}
        invited={invited}
        countries={environment.countersign.smsCountries}
        progress={action}
        onSubmit={(input) => void action.run(() => create(input))}
        signInUrl={signInUrl}
      />
    </StartAgain>
  )
}
