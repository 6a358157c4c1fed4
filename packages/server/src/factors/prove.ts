import type { Trx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import type { Scope } from '../http/scope.ts'
import { charge, type Level, refuseLocked } from '../limits/failures.ts'
import { takeResetTry } from '../limits/reset-tries.ts'
import { notify } from '../messages/outgoing.ts'
import type { Attempt, Factor, FactorInput, Proof } from './factor.ts'

export interface Outcome {
  proof: Proof
  /** Whose failures were charged; the flow absolves it in the transaction that records the proof. */
  subject: string
  level: Level
}

/**
 * The one way a guess is evaluated, at sign-in and at reverification alike (R85): refused while locked, charged before anything is
 * compared, given back only when the proof is recorded. `spend` takes a try from the attempt's own budget, in the same transaction.
 */
export async function prove(
  scope: Scope,
  factor: Factor,
  attempt: Attempt,
  subject: string,
  input: FactorInput,
  spend?: (trx: Trx) => Promise<void>,
): Promise<Outcome> {
  factor.check(input, attempt)
  if (factor.hasOwnBudget) return proveByOwnBudget(scope, factor, attempt, subject, input)
  await refuseLocked(scope, subject)
  const { locks } = await transact(scope.context.db, async (trx) => {
    await spend?.(trx)
    return charge(scope, subject, factor.level, trx)
  })
  try {
    return { proof: await factor.verify(scope, attempt, input), subject, level: factor.level }
  } catch (error) {
    const { facts } = attempt
    if (locks && facts) await transact(scope.context.db, (trx) => notify(trx, scope, facts, 'locked'))
    throw error
  }
}

/** A new password can be chosen while guesses at the old one keep the account locked, and choosing one is no way to lock it (R80). */
async function proveByOwnBudget(
  scope: Scope,
  factor: Factor,
  attempt: Attempt,
  subject: string,
  input: FactorInput,
): Promise<Outcome> {
  const tries = await takeResetTry(scope, subject)
  const proof = await factor.verify(scope, attempt, input)
  const claim = async (trx: Trx) => (await proof.claim(trx)) && (await tries.giveBack(trx))
  return { proof: { ...proof, claim }, subject, level: factor.level }
}
