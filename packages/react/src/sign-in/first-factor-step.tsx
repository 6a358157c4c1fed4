import type { AttemptFirstFactorInput, Factor, PrepareFirstFactorInput } from '@countersign/js'
import { useState } from 'react'
import type { Progress } from '../steps/step-form.tsx'
import { PasswordStep } from './password-step.tsx'
import { SendCodeStep } from './send-code-step.tsx'
import { SentCodeStep } from './sent-code-step.tsx'
import { goesToPhone, prepareInput, type SentFactor, sentFactorsOf } from './sent-factor.ts'

export interface FirstFactorStepProps {
  identifier: string
  factors: readonly Factor[]
  /** How long to wait between two codes. */
  resendSeconds: { email: number; sms: number }
  progress: Progress
  /** Sends a code; true when it is on its way. */
  onPrepare: (input: PrepareFirstFactorInput) => Promise<boolean>
  onProof: (input: AttemptFirstFactorInput) => void
  /** The proof of a passkey, where one may give it. */
  onPasskey?: (() => void) | undefined
  onSwitch: () => void
  onChangeIdentifier?: (() => void) | undefined
}

/** Password first; a code by e-mail or text message instead, or one to set a new password, on request. */
export function FirstFactorStep(props: FirstFactorStepProps) {
  const { identifier, factors, resendSeconds, progress, onPrepare, onProof, onPasskey, onSwitch, onChangeIdentifier } =
    props
  const usePasskey = factors.some(({ strategy }) => strategy === 'passkey') ? onPasskey : undefined
  const hasPassword = factors.some((factor) => factor.strategy === 'password')
  const { code: codeFactor, other, reset: resetFactor } = sentFactorsOf(factors, identifier)
  const [sentTo, setSentTo] = useState<SentFactor | null>(null)

  async function send(factor: SentFactor): Promise<boolean> {
    onSwitch()
    const isSent = await onPrepare(prepareInput(factor))
    if (isSent) setSentTo(factor)
    return isSent
  }

  if (sentTo) {
    const isReset = sentTo.strategy.startsWith('reset_')
    const instead = isReset ? null : sentTo.strategy === codeFactor?.strategy ? other : codeFactor
    return (
      <SentCodeStep
        key={sentTo.strategy}
        factor={sentTo}
        resendSeconds={goesToPhone(sentTo) ? resendSeconds.sms : resendSeconds.email}
        progress={progress}
        onCode={(code) => onProof({ strategy: sentTo.strategy, code })}
        onResend={() => send(sentTo)}
        onUsePassword={
          hasPassword
            ? () => {
                onSwitch()
                setSentTo(null)
              }
            : undefined
        }
        other={instead ? { factor: instead, onSend: () => void send(instead) } : undefined}
        onChangeIdentifier={onChangeIdentifier}
      />
    )
  }
  if (hasPassword) {
    return (
      <PasswordStep
        identifier={identifier}
        progress={progress}
        onPassword={(password) => onProof({ strategy: 'password', password })}
        onUsePasskey={usePasskey}
        onUseCode={codeFactor ? () => void send(codeFactor) : undefined}
        onForgot={resetFactor ? () => void send(resetFactor) : undefined}
        onChangeIdentifier={onChangeIdentifier}
      />
    )
  }
  return (
    <SendCodeStep
      destination={codeFactor?.safeIdentifier ?? null}
      progress={progress}
      onUsePasskey={usePasskey}
      onSend={() => codeFactor && void send(codeFactor)}
      onChangeIdentifier={onChangeIdentifier}
    />
  )
}
