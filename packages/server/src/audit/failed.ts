import type { AppError } from '@countersign/contract'
import { transact } from '../db/transact.ts'
import type { Scope } from '../http/scope.ts'
import { isVerdict } from '../limits/verdict.ts'
import { record } from './audit.ts'

/** The cause of an error about an answer that was right, and had been used before. Nobody but the log is told (R11). */
export const usedBefore = new Error('a right answer that was used before')

export interface Guess {
  /** Null behind an unknown identifier, and where there is no account yet. */
  userId: string | null
  purpose: string
  strategy: string
}

/**
 * Waits for what was given as proof to be accepted, and writes down when it was not: in a transaction of its own, for nothing was changed.
 * A request that ended without a verdict is no failed proof.
 */
export async function orFailed<Result>(scope: Scope, guess: Guess, accepted: Promise<Result>): Promise<Result> {
  try {
    return await accepted
  } catch (error) {
    if (isVerdict(error)) await recordFailure(scope, guess, error)
    throw error
  }
}

async function recordFailure(scope: Scope, { userId, purpose, strategy }: Guess, error: AppError): Promise<void> {
  const { context } = scope
  const isReplay = error.cause === usedBefore
  const details = { purpose, strategy, reason: error.code, ...(isReplay ? { replay: true } : {}) }
  try {
    await transact(context.db, (trx) => record(trx, scope, 'proof.failed', { userId, details }))
  } catch (err) {
    // What was refused stays refused, for the reason it was refused for.
    context.log.error({ err, requestId: scope.requestId }, 'a failed proof could not be written down')
  }
}
