import { AppError } from '@countersign/contract'
import type { Trx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import type { Scope } from '../http/scope.ts'

/**
 * Whether this error answers a guess. A busy server, a lost database and a limit that was reached before the comparison say nothing about
 * what was given, so they count against no one.
 */
export function isVerdict(error: unknown): error is AppError {
  return error instanceof AppError && error.status < 500 && error.status !== 429
}

/**
 * Waits for an evaluation that was charged in advance, and takes the charges back when it ended without a verdict. Only the evaluation
 * itself may be passed: what fails after a wrong answer leaves that answer charged, or guesses would be free while the database fails (R7).
 */
export async function orGivenBack<Result>(
  scope: Scope,
  evaluated: Promise<Result>,
  giveBack: (trx: Trx) => Promise<unknown>,
): Promise<Result> {
  try {
    return await evaluated
  } catch (error) {
    if (!isVerdict(error)) await tryToGiveBack(scope, giveBack)
    throw error
  }
}

/** Where the database fails as well, the charge stays: one failure too many is better than one guess too many. */
async function tryToGiveBack({ context, requestId }: Scope, giveBack: (trx: Trx) => Promise<unknown>): Promise<void> {
  try {
    await transact(context.db, giveBack)
  } catch (err) {
    context.log.error({ err, requestId }, 'a charge could not be given back')
  }
}
