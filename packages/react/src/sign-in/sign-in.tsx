import { isPasskeySupported, type Session } from '@countersign/js'
import { useState } from 'react'
import { useMessages } from '../context.ts'
import { useApplicationName, useEnvironment, useSession, useSignIn, useStatus } from '../hooks.ts'
import { lazyComponent } from '../lazy-component.tsx'
import { SecondFactorStep } from '../second-step/second-factor-step.tsx'
import { isAsked } from '../session-tasks/is-asked.ts'
import { isSignUpClosed } from '../sign-up/is-closed.ts'
import { DoneStep } from '../steps/done-step.tsx'
import { LoadingStep } from '../steps/loading-step.tsx'
import { resendSecondsOf } from '../steps/resend-seconds.ts'
import { StartAgain } from '../steps/step-form.tsx'
import { supportEmailOf } from '../support-email.ts'
import { useAction } from '../use-action.ts'
import { useOpenedSession } from '../use-opened-session.ts'
import { ClientTrustStep } from './client-trust-step.tsx'
import { FirstFactorStep } from './first-factor-step.tsx'
import { identifiersOf } from './identifiers.ts'
import { IdentifyStep } from './identify-step.tsx'
import { ResetPasswordStep } from './reset-password-step.tsx'
import { usePasskeyAutofill } from './use-passkey-autofill.ts'

const RecoverySteps = lazyComponent(() => import('../recovery/recovery-steps.tsx').then((m) => m.RecoverySteps))
const SessionTasks = lazyComponent(() => import('../session-tasks/session-tasks.tsx').then((m) => m.SessionTasks))

export interface SignInProps {
  /** The session is open, and nothing is left to do. Not called once the component is gone. */
  onComplete: (session: Session) => void
  signUpUrl?: string | undefined
}

/** For the others, the first screen is shown. */
const stepsAfterFirst: ReadonlySet<string> = new Set([
  'needs_first_factor',
  'needs_new_password',
  'needs_second_factor',
  'needs_client_trust',
  'complete',
])

/** One screen for each status the server gives a sign-in. */
export function SignIn({ onComplete, signUpUrl }: SignInProps) {
  const { signIn: words } = useMessages()
  const { attempt, moves } = useSignIn()
  const environment = useEnvironment()
  const application = useApplicationName()
  const session = useSession()
  const status = useStatus()
  const action = useAction()
  const [isOwing, setOwing] = useState(false)
  const [isRemembered, setRemembered] = useState(false)
  /** The attempt in which somebody has none of their second factors. */
  const [lostIn, setLostIn] = useState<string | null>(null)

  const completeId = attempt?.status === 'complete' ? attempt.createdSessionId : null
  const opening = useOpenedSession(completeId, (opened) => {
    if (isAsked(opened)) setOwing(true)
    else onComplete(opened)
  })

  const mayUsePasskey = isPasskeySupported() && environment?.userSettings.passkeySettings?.showSignInButton === true
  const isNameless = attempt?.status === 'needs_first_factor' && !attempt.identifier
  // A passkey was asked for and no identifier typed: the first screen stays until one was used.
  const shown = isNameless ? null : attempt
  const isFirst = status === 'ready' && !isOwing && (!shown || !stepsAfterFirst.has(shown.status))
  const offersPasskeys = mayUsePasskey && environment?.userSettings.passkeySettings?.allowAutofill === true
  usePasskeyAutofill(isFirst && offersPasskeys, action, () => moves.authenticateWithPasskey({ autofill: true }))

  if (status !== 'ready') return <LoadingStep />
  // Kept until its last button is pressed: enrolling makes the session active while backup codes are still on screen.
  if (isOwing && session) return <SessionTasks onDone={() => onComplete(session)} />

  const run = (move: () => Promise<unknown>) => void action.run(move)
  const startAgain = () => run(() => moves.create({}))
  const identifier = attempt?.identifier ?? ''
  const days = environment?.countersign.trustedDeviceDays ?? null
  const remember = days === null ? undefined : { days, isOn: isRemembered, onChange: setRemembered }
  const wish = isRemembered ? { rememberDevice: true } : {}

  return <StartAgain value={shown ? startAgain : null}>{stepFor()}</StartAgain>

  function stepFor() {
    switch (shown?.status) {
      case 'needs_first_factor':
        return (
          <FirstFactorStep
            key={shown.id}
            identifier={identifier}
            factors={shown.supportedFirstFactors}
            resendSeconds={resendSecondsOf(environment)}
            progress={action}
            onPrepare={(input) => action.run(() => moves.prepareFirstFactor(input))}
            onProof={(input) => run(() => moves.attemptFirstFactor(input))}
            onSwitch={action.clear}
            onChangeIdentifier={startAgain}
          />
        )
      case 'needs_new_password':
        return (
          <ResetPasswordStep
            minLength={environment?.userSettings.passwordSettings.minLength ?? 8}
            progress={action}
            onPassword={(password) => run(() => moves.resetPassword({ password, signOutOfOtherSessions: true }))}
          />
        )
      case 'needs_second_factor':
        if (lostIn === shown.id)
          return (
            <RecoverySteps
              waitHours={shown.recoveryWaitHours ?? 0}
              resendSeconds={resendSecondsOf(environment).email}
              onBack={() => setLostIn(null)}
            />
          )
        return (
          <SecondFactorStep
            key={shown.id}
            application={application}
            supportEmail={supportEmailOf(environment)}
            factors={shown.supportedSecondFactors}
            verification={shown.secondFactorVerification}
            resendSeconds={environment?.countersign.smsResendSeconds ?? 60}
            progress={action}
            remember={remember}
            onPrepare={moves.prepareSecondFactor}
            onPasskey={() => run(() => moves.attemptSecondFactorWithPasskey(wish))}
            onProof={(strategy, code) => run(() => moves.attemptSecondFactor({ strategy, code, ...wish }))}
            onSwitch={action.clear}
            onRecover={typeof shown.recoveryWaitHours === 'number' ? () => setLostIn(shown.id) : undefined}
            onStartAgain={startAgain}
            because={shown.askedBecause}
          />
        )
      case 'needs_client_trust':
        return (
          <ClientTrustStep
            key={shown.id}
            factors={shown.supportedSecondFactors}
            resendSeconds={resendSecondsOf(environment)}
            progress={action}
            onPrepare={(input) => action.run(() => moves.prepareSecondFactor(input))}
            onCode={(strategy, code) => run(() => moves.attemptSecondFactor({ strategy, code }))}
            onSwitch={action.clear}
            onStartAgain={startAgain}
          />
        )
      case 'complete':
        return (
          <DoneStep
            title={words.doneTitle}
            subtitle={words.doneSubtitle}
            progress={opening.progress}
            onRetry={opening.retry}
          />
        )
      default:
        return (
          <IdentifyStep
            application={application}
            identifiers={identifiersOf(environment)}
            progress={action}
            initial={identifier}
            onIdentifier={(typed) => run(() => moves.create({ identifier: typed }))}
            signUpUrl={isSignUpClosed(environment) ? undefined : signUpUrl}
            offersPasskeys={offersPasskeys}
            onPasskey={mayUsePasskey ? () => run(() => moves.authenticateWithPasskey()) : undefined}
          />
        )
    }
  }
}
