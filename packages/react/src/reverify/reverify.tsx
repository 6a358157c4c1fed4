import { isPasskeySupported, type SessionVerification, type VerificationLevel } from '@countersign/js'
import { Banner, Button, Spinner } from '@countersign/ui'
import { useCallback, useEffect, useState } from 'react'
import { useCountersign, useMessages } from '../context.ts'
import { useApplicationName, useEnvironment, useUser } from '../hooks.ts'
import { SecondFactorStep } from '../second-step/second-factor-step.tsx'
import { FirstFactorStep } from '../sign-in/first-factor-step.tsx'
import { resendSecondsOf } from '../steps/resend-seconds.ts'
import { StartAgain } from '../steps/step-form.tsx'
import { supportEmailOf } from '../support-email.ts'
import { useAction } from '../use-action.ts'
import { identifierOf } from '../user-name.ts'

export interface ReverifyProps {
  level: VerificationLevel
  /** What is approved by it; `level` is then the one of the step-up. */
  stepUpId?: string | undefined
  onProven: () => void
}

/** Proves once more who is at the keyboard, for one action or for the session. */
export function Reverify({ level, stepUpId, onProven }: ReverifyProps) {
  const { session: moves } = useCountersign()
  const { common } = useMessages()
  const environment = useEnvironment()
  const application = useApplicationName()
  const user = useUser()
  const action = useAction()
  const [verification, setVerification] = useState<SessionVerification | null>(null)
  const { run } = action

  const start = useCallback(
    () =>
      void run(async () =>
        setVerification(await moves.startVerification(stepUpId === undefined ? { level } : { stepUpId })),
      ),
    [run, moves, level, stepUpId],
  )
  useEffect(start, [start])

  const take = (move: () => Promise<SessionVerification>) =>
    run(async () => {
      const next = await move()
      if (next.status === 'complete') onProven()
      else setVerification(next)
    })

  if (!verification) {
    if (!action.failure) return <Spinner label={common.loading} />
    return (
      <Banner tone="danger" actions={<Button onClick={start}>{common.tryAgain}</Button>}>
        {action.failure.message}
      </Banner>
    )
  }
  return <StartAgain value={start}>{stepFor(verification)}</StartAgain>

  function stepFor(verification: SessionVerification) {
    if (verification.status === 'needs_second_factor') {
      return (
        <SecondFactorStep
          // A new start needs a new code: none that was sent before opens it.
          key={verification.id}
          application={application}
          supportEmail={supportEmailOf(environment)}
          factors={verification.supportedSecondFactors}
          verification={verification.secondFactorVerification}
          resendSeconds={environment?.countersign.smsResendSeconds ?? 60}
          progress={action}
          onPrepare={async (factor) => setVerification(await moves.prepareSecondFactorVerification(factor))}
          onPasskey={() => void take(() => moves.verifyWithPasskey({ step: 'second' }))}
          onProof={(strategy, code) => void take(() => moves.attemptSecondFactorVerification({ strategy, code }))}
          onSwitch={action.clear}
        />
      )
    }
    return (
      <FirstFactorStep
        identifier={identifierOf(user)}
        factors={verification.supportedFirstFactors.filter(({ strategy }) => !strategy.startsWith('reset_'))}
        resendSeconds={resendSecondsOf(environment)}
        progress={action}
        onPrepare={(input) => run(async () => setVerification(await moves.prepareFirstFactorVerification(input)))}
        onProof={(input) => void take(() => moves.attemptFirstFactorVerification(input))}
        onPasskey={isPasskeySupported() ? () => void take(() => moves.verifyWithPasskey({ step: 'first' })) : undefined}
        onSwitch={action.clear}
      />
    )
  }
}
