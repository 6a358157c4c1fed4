import type { Scope } from '../http/scope.ts'
import { charge, type Level, refuseLocked } from '../limits/failures.ts'
import type { Attempt, Factor, FactorInput, Proof } from './factor.ts'

export interface Outcome {
  proof: Proof
  /** Whose failures were charged; the flow absolves it in the transaction that records the proof. */
  subject: string
  level: Level
}

/**
 * The one way a guess is evaluated, at sign-in and at reverification alike (R85): refused while locked, charged before anything is
 * compared, given back only when the proof is recorded.
 */
export async function prove(
  scope: Scope,
  factor: Factor,
  attempt: Attempt,
  subject: string,
  input: FactorInput,
): Promise<Outcome> {
  await refuseLocked(scope, subject)
  await charge(scope, subject, factor.level)
  return { proof: await factor.verify(scope, attempt, input), subject, level: factor.level }
}
