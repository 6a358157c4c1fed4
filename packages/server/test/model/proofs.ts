import type { VerificationLevel } from '@countersign/contract'
import { demandOn, takenKinds } from './law.ts'
import type { World } from './world.ts'

export type Step = 'first' | 'second' | 'trust' | 'mailbox'

/** A proof that was really given, as the oracle saw it. */
export interface Proof {
  step: Step
  strategy: string
  at: number
  /** Of the kinds that were asked for when it was given. */
  isTaken: boolean
}

export const byPhone = ['phone_code', 'reset_password_phone_code']

export function isWholeByLaw(world: World): boolean {
  const rule = demandOn(world)
  return rule === null || rule.factors.includes('passkey') || takenKinds(world).every((kind) => kind === 'passkey')
}

export function meets(level: VerificationLevel, proofs: readonly Proof[]): boolean {
  const first = proofs.find(({ step }) => step === 'first')
  const second = proofs.find(({ step, isTaken }) => step === 'second' && isTaken)
  if (level === 'first_factor') return first !== undefined
  return second !== undefined && (level === 'second_factor' || (first !== undefined && !isOnePhone(first, second)))
}

export function secondAfter(first: Proof, proofs: readonly Proof[]): Proof | undefined {
  return proofs.find((proof) => proof.step === 'second' && proof.isTaken && !isOnePhone(first, proof))
}

function isOnePhone(first: Proof, second: Proof): boolean {
  return byPhone.includes(first.strategy) && byPhone.includes(second.strategy)
}

export function must(isSo: boolean, otherwise: string): asserts isSo {
  if (!isSo) throw new Error(otherwise)
}
