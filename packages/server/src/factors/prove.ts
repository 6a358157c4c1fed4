import { record } from '../audit/audit.ts'
import { orFailed } from '../audit/failed.ts'
import type { Trx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import type { Scope } from '../http/scope.ts'
import { charge, type Level, refuseLocked } from '../limits/failures.ts'
import { notify } from '../messages/outgoing.ts'
import type { UserFacts } from '../users/facts.ts'
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
  factor.check(input)
  await refuseLocked(scope, subject)
  const { locks } = await transact(scope.context.db, async (trx) => {
    await spend?.(trx)
    return charge(scope, subject, factor.level, trx)
  })
  const { facts, purpose } = attempt
  const guess = { userId: facts?.user.id ?? null, purpose, strategy: factor.strategy }
  try {
    const proof = await orFailed(scope, guess, factor.verify(scope, attempt, input))
    return { proof, subject, level: factor.level }
  } catch (error) {
    if (locks && facts) await transact(scope.context.db, (trx) => tellLocked(trx, scope, facts))
    throw error
  }
}

async function tellLocked(trx: Trx, scope: Scope, facts: UserFacts): Promise<void> {
  await notify(trx, scope, facts, 'locked')
  await record(trx, scope, 'user.locked', { userId: facts.user.id, actorId: 'machine' })
}
