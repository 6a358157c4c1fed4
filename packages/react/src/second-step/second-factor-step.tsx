import type { Factor, SecondStrategy, SignIn, Verification } from '@countersign/js'
import { useEffect, useRef, useState } from 'react'
import { useMessages } from '../context.ts'
import { fill } from '../messages/fill.ts'
import type { Progress } from '../steps/step-form.tsx'
import { AskedBecause } from './asked-because.tsx'
import { BackupCodeStep } from './backup-code-step.tsx'
import { ChooseMethodStep } from './choose-method-step.tsx'
import { firstScreen } from './first-screen.ts'
import { keyOf, type Method, methodsOf, type PhoneFactor } from './method.ts'
import { PasskeyStep } from './passkey-step.tsx'
import { PhoneCodeStep } from './phone-code-step.tsx'
import { type Remember, RememberDevice } from './remember-device.tsx'
import { TotpStep } from './totp-step.tsx'
import { useSentCode } from './use-sent-code.ts'

export interface SecondFactorStepProps {
  application: string
  supportEmail: string | null
  factors: readonly Factor[]
  /** What was sent for this attempt so far. */
  verification: Verification | null
  /** How long to wait between two codes by SMS. */
  resendSeconds: number
  progress: Progress
  /** Whether this browser is asked again the next time; nothing where it always is. */
  remember?: Remember | undefined
  onPrepare: (factor: PhoneFactor) => Promise<unknown>
  onProof: (strategy: Exclude<SecondStrategy, 'passkey'>, code: string) => void
  onPasskey: () => void
  /** Another screen is shown: what was refused on the last one does not belong there. */
  onSwitch: () => void
  onRecover?: (() => void) | undefined
  onStartAgain?: (() => void) | undefined
  /** Why this is asked, where the server says it. */
  because?: SignIn['askedBecause'] | undefined
}

/** Asks for the authenticator app first, else sends a code; the other ways stand under "Use another method". */
export function SecondFactorStep(props: SecondFactorStepProps) {
  return (
    <AskedBecause value={{ reason: props.because?.reason ?? null, application: props.application }}>
      <Screens {...props} />
    </AskedBecause>
  )
}

function Screens(props: SecondFactorStepProps) {
  const { application, supportEmail, factors, resendSeconds, onProof, onSwitch, onStartAgain } = props
  const { secondStep } = useMessages()
  const methods = methodsOf(factors)
  const [first] = useState(() => firstScreen(methods, props.verification))
  const [screen, setScreen] = useState(first.screen)
  const { waiting } = first
  const { action, sentAt, isFresh, send } = useSentCode({ waiting, resendSeconds, onPrepare: props.onPrepare })
  const method = methods.find((each) => keyOf(each) === screen)

  async function arrive(at: Method | undefined) {
    if (at?.strategy !== 'phone_code' || isFresh(at) || (await send(at))) return
    // No code, nothing to type: the other ways, with the reason above them.
    setScreen((current) => (current === keyOf(at) ? 'choose' : current))
  }
  const hasArrived = useRef(false)
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, also where React runs effects twice: a message costs
  useEffect(() => {
    if (!hasArrived.current) void arrive(method)
    hasArrived.current = true
  }, [])

  function show(next: string) {
    onSwitch()
    action.clear()
    setScreen(next)
  }

  if (!method) {
    return (
      <ChooseMethodStep
        application={application}
        supportEmail={supportEmail}
        methods={methods}
        isSending={action.isBusy}
        failure={action.failure && fill(secondStep.smsFailed, { reason: action.failure.message })}
        onChoose={(chosen) => {
          show(keyOf(chosen))
          void arrive(chosen)
        }}
        onRecover={props.onRecover}
        onStartAgain={onStartAgain}
      />
    )
  }
  const progress: Progress = {
    isBusy: props.progress.isBusy || action.isBusy,
    failure: props.progress.failure ?? action.failure,
  }
  const onUseAnother = () => show('choose')
  const remember = props.remember ? <RememberDevice {...props.remember} /> : null
  if (method.strategy === 'passkey')
    return <PasskeyStep progress={progress} remember={remember} onUse={props.onPasskey} onUseAnother={onUseAnother} />
  const step = {
    progress,
    onUseAnother,
    onCode: (code: string) => onProof(method.strategy, code),
  }
  if (method.strategy === 'totp') return <TotpStep application={application} remember={remember} {...step} />
  if (method.strategy === 'backup_code') return <BackupCodeStep {...step} />
  return (
    <PhoneCodeStep
      key={method.phoneNumberId}
      destination={method.safeIdentifier}
      sentAt={sentAt(method)}
      resendSeconds={resendSeconds}
      remember={remember}
      onResend={() => {
        onSwitch()
        return send(method)
      }}
      {...step}
    />
  )
}
