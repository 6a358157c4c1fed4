import { AppError } from '@countersign/contract'
import type { Trx } from '../db/open.ts'
import type { Scope } from '../http/scope.ts'
import { giveBack, takeOne } from './windows.store.ts'

const day = 86_400_000
const wrongCodesPerDay = 15

/**
 * Takes one of the wrong codes that an account may get in a day where a new password is chosen, before anything is compared. Six digits
 * and fifteen tries: somebody who does nothing else for a year gets in with one account of two hundred. Nobody is locked out by it (R80).
 */
export async function takeResetTry(scope: Scope, subject: string): Promise<{ giveBack(trx: Trx): Promise<true> }> {
  const key = `reset|${scope.instance.id}|${subject}`
  const taken = await takeOne(scope.context.db, { key, now: scope.now, length: day, most: wrongCodesPerDay })
  if (!taken.isWithin)
    throw new AppError('too_many_requests', { seconds: Math.ceil((taken.windowStart + day - scope.now) / 1000) })
  return {
    giveBack: async (trx) => {
      await giveBack(trx, key, taken.windowStart)
      return true
    },
  }
}
