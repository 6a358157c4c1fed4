import { AppError } from '@countersign/contract'
import type { Trx } from '../db/open.ts'
import type { Scope } from '../http/scope.ts'
import { giveBack, takeOne } from './windows.store.ts'

const hour = 3_600_000
export const failuresPerHour = 3

/** Takes one of a user's three failed backup-code tries an hour, before anything is compared (R30). */
export async function takeBackupTry(scope: Scope, subject: string): Promise<{ giveBack(trx: Trx): Promise<true> }> {
  const key = `backup|${scope.instance.id}|${subject}`
  const taken = await takeOne(scope.context.db, { key, now: scope.now, length: hour, most: failuresPerHour })
  if (!taken.isWithin)
    throw new AppError('too_many_requests', { seconds: Math.ceil((taken.windowStart + hour - scope.now) / 1000) })
  return {
    giveBack: async (trx) => {
      await giveBack(trx, key, taken.windowStart)
      return true
    },
  }
}
