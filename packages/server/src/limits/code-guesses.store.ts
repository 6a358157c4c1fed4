import { sql } from 'kysely'
import type { Db } from '../db/open.ts'
import { transact } from '../db/transact.ts'

/**
 * Takes everything that one target took from a shared window back, and forgets it. What belongs to an earlier window of the shared budget
 * is not taken from the present one.
 */
export function giveBackAll(db: Db, { own, from }: { own: string; from: string }): Promise<void> {
  return transact(db, async (trx) => {
    const gone = await trx
      .deleteFrom('limits')
      .where('key', '=', own)
      .returning(['count', 'window_start'])
      .executeTakeFirst()
    if (!gone) return
    await trx
      .updateTable('limits')
      .set({ count: sql<number>`case when count > ${gone.count} then count - ${gone.count} else 0 end` })
      .where('key', '=', from)
      .where('window_start', '<=', gone.window_start)
      .execute()
  })
}
