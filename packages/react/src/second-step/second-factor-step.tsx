import type { Factor, SecondStrategy } from '@countersign/js'
import { useState } from 'react'
import type { Progress } from '../steps/step-form.tsx'
import { BackupCodeStep } from './backup-code-step.tsx'
import { ChooseMethodStep } from './choose-method-step.tsx'
import { TotpStep } from './totp-step.tsx'

export interface SecondFactorStepProps {
  application: string
  supportEmail: string | null
  factors: readonly Factor[]
  progress: Progress
  onProof: (strategy: SecondStrategy, code: string) => void
  /** Another screen is shown: what was refused on the last one does not belong there. */
  onSwitch: () => void
  onStartAgain?: (() => void) | undefined
}

const known: readonly SecondStrategy[] = ['totp', 'backup_code']

/** Asks for the authenticator app first; backup codes stand under "Use another method". */
export function SecondFactorStep(props: SecondFactorStepProps) {
  const { application, supportEmail, factors, progress, onProof, onSwitch, onStartAgain } = props
  const methods = known.filter((strategy) => factors.some((factor) => factor.strategy === strategy))
  const [screen, setScreen] = useState<SecondStrategy | 'choose'>(methods[0] ?? 'choose')

  function show(next: SecondStrategy | 'choose') {
    onSwitch()
    setScreen(next)
  }

  const onUseAnother = () => show('choose')
  if (screen === 'choose' || !methods.includes(screen)) {
    const choose = { application, supportEmail, methods, onStartAgain }
    return <ChooseMethodStep {...choose} onChoose={show} />
  }
  const step = { progress, onUseAnother, onCode: (code: string) => onProof(screen, code) }
  return screen === 'totp' ? <TotpStep application={application} {...step} /> : <BackupCodeStep {...step} />
}
