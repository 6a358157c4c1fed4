import type { AttemptFirstFactorInput, Factor, FirstStrategy } from '@countersign/js'
import { useState } from 'react'
import type { Progress } from '../steps/step-form.tsx'
import { EmailCodeStep } from './email-code-step.tsx'
import { PasswordStep } from './password-step.tsx'
import { SendCodeStep } from './send-code-step.tsx'

type EmailStrategy = 'email_code' | 'reset_password_email_code'
type EmailFactor = Extract<Factor, { strategy: EmailStrategy }>

export interface FirstFactorStepProps {
  identifier: string
  factors: readonly Factor[]
  resendSeconds: number
  progress: Progress
  /** Sends a code; true when it is on its way. */
  onPrepare: (input: { strategy: FirstStrategy; emailAddressId: string }) => Promise<boolean>
  onProof: (input: AttemptFirstFactorInput) => void
  onSwitch: () => void
  onChangeIdentifier?: (() => void) | undefined
}

/** Password first; a code by e-mail instead, or to set a new password, on request. */
export function FirstFactorStep(props: FirstFactorStepProps) {
  const { identifier, factors, resendSeconds, progress, onPrepare, onProof, onSwitch, onChangeIdentifier } = props
  const hasPassword = factors.some((factor) => factor.strategy === 'password')
  const codeFactor = emailFactor(factors, 'email_code')
  const resetFactor = emailFactor(factors, 'reset_password_email_code')
  const [sentTo, setSentTo] = useState<EmailFactor | null>(null)

  async function send(factor: EmailFactor): Promise<boolean> {
    onSwitch()
    const isSent = await onPrepare({ strategy: factor.strategy, emailAddressId: factor.emailAddressId })
    if (isSent) setSentTo(factor)
    return isSent
  }

  if (sentTo) {
    return (
      <EmailCodeStep
        key={sentTo.strategy}
        purpose={sentTo.strategy === 'email_code' ? 'sign-in' : 'reset'}
        destination={sentTo.safeIdentifier}
        resendSeconds={resendSeconds}
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
      onSend={() => codeFactor && void send(codeFactor)}
      onChangeIdentifier={onChangeIdentifier}
    />
  )
}

function emailFactor(factors: readonly Factor[], strategy: EmailStrategy): EmailFactor | null {
  return factors.find((factor): factor is EmailFactor => factor.strategy === strategy) ?? null
}
