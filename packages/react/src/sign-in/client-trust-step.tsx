import type { Factor, PrepareSecondFactorInput } from '@countersign/js'
import { useState } from 'react'
import { useMessages } from '../context.ts'
import type { Progress } from '../steps/step-form.tsx'
import { SendCodeStep } from './send-code-step.tsx'
import { SentCodeStep } from './sent-code-step.tsx'
import { prepareInput, type SentFactor, sentFactorsOf } from './sent-factor.ts'

export interface ClientTrustStepProps {
  /** The addresses and numbers that a code can go to. */
  factors: readonly Factor[]
  resendSeconds: { email: number; sms: number }
  progress: Progress
  /** Sends a code; true when it is on its way. */
  onPrepare: (input: PrepareSecondFactorInput) => Promise<boolean>
  onCode: (strategy: 'email_code' | 'phone_code', code: string) => void
  onSwitch: () => void
  onStartAgain: () => void
}

/** After the password, in a browser that is new to the account: says so before it sends anything. */
export function ClientTrustStep(props: ClientTrustStepProps) {
  const { factors, resendSeconds, progress, onPrepare, onCode, onSwitch, onStartAgain } = props
  const { signIn } = useMessages()
  const { code, other } = sentFactorsOf(factors, '')
  const [sentTo, setSentTo] = useState<SentFactor | null>(null)

  async function send(factor: SentFactor): Promise<boolean> {
    onSwitch()
    const isSent = await onPrepare(prepareInput(factor) as PrepareSecondFactorInput)
    if (isSent) setSentTo(factor)
    return isSent
  }

  if (!sentTo)
    return (
      <SendCodeStep
        destination={code?.safeIdentifier ?? null}
        words={{ title: signIn.trustTitle, subtitle: signIn.trustSubtitle }}
        progress={progress}
        onSend={() => code && void send(code)}
        onChangeIdentifier={onStartAgain}
      />
    )
  const strategy = sentTo.strategy === 'phone_code' ? 'phone_code' : 'email_code'
  const instead = strategy === code?.strategy ? other : code
  return (
    <SentCodeStep
      key={strategy}
      factor={sentTo}
      resendSeconds={strategy === 'phone_code' ? resendSeconds.sms : resendSeconds.email}
      progress={progress}
      onCode={(typed) => onCode(strategy, typed)}
      onResend={() => send(sentTo)}
      other={instead ? { factor: instead, onSend: () => void send(instead) } : undefined}
    />
  )
}
