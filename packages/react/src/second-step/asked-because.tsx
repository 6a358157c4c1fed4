import type { SignIn } from '@countersign/js'
import { createContext, useContext } from 'react'
import { useMessages } from '../context.ts'
import { fill } from '../messages/fill.ts'

export interface Because {
  reason: NonNullable<SignIn['askedBecause']>['reason'] | null
  application: string
}

export const AskedBecause = createContext<Because>({ reason: null, application: '' })

/** "You are asked because …": a sentence for each reason that concerns the person, and nothing for any other. */
export function WhyAsked() {
  const { reason, application } = useContext(AskedBecause)
  const { because } = useMessages().secondStep
  if (reason !== 'rule_requires' && reason !== 'second_factor_enrolled') return null
  return <p data-slot="why-asked">{fill(because[reason], { application })}</p>
}
