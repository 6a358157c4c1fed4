import { setTimeout as wait } from 'node:timers/promises'
import { doLast } from './at-last.ts'
import type { Db, Trx } from './open.ts'
import { asTaken } from './taken.ts'

/** Serialization failure and deadlock: PostgreSQL asks for the whole transaction again. */
const againCodes = new Set(['40001', '40P01'])
const waits = [10, 40, 160]

/**
 * Runs `work` in a transaction, or in the one that `db` already is. `work` may run more than once, so it does nothing
 * but queries: no hashing, no message, no HTTP call.
 */
export async function transact<Result>(db: Db, work: (trx: Trx) => Promise<Result>): Promise<Result> {
  if (db.isTransaction) return work(db as Trx)
  for (const milliseconds of [...waits, null]) {
    try {
      return await db.transaction().execute(async (trx) => {
        const result = await work(trx)
        await doLast(trx)
        return result
      })
    } catch (error) {
      if (!isAgain(error) || milliseconds === null) throw asTaken(error)
      await wait(milliseconds)
    }
  }
  throw new Error('A transaction was tried no time at all.')
}

function isAgain(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && againCodes.has(error.code)
}
