import type { Selectable, Updateable } from 'kysely'
import { claimed } from '../../db/claim.ts'
import type { Db, Trx } from '../../db/open.ts'
import type { ReverificationTable } from '../../db/schema.ts'

export type ReverificationRow = Selectable<ReverificationTable>

/** A session has one run at most, finished or not; what was proven stands in the session itself. */
export async function replaceReverification(trx: Trx, row: ReverificationRow): Promise<void> {
  await trx.deleteFrom('reverifications').where('session_id', '=', row.session_id).execute()
  await trx.insertInto('reverifications').values(row).execute()
}

/** The session's run. */
export async function findReverification(db: Db | Trx, sessionId: string): Promise<ReverificationRow | undefined> {
  return db
    .selectFrom('reverifications')
    .selectAll()
    .where('session_id', '=', sessionId)
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export function chargeSecondTry(db: Db | Trx, id: string, most: number): Promise<boolean> {
  return claimed(
    db
      .updateTable('reverifications')
      .set((eb) => ({ second_tries: eb('second_tries', '+', 1) }))
      .where('id', '=', id)
      .where('completed_at', 'is', null)
      .where('second_tries', '<', most)
      .returning('id'),
  )
}

/** A try that was compared with nothing. */
export async function returnSecondTry(trx: Trx, id: string): Promise<void> {
  await trx
    .updateTable('reverifications')
    .set((eb) => ({ second_tries: eb('second_tries', '-', 1) }))
    .where('id', '=', id)
    .where('second_tries', '>', 0)
    .execute()
}

/** Adds a proof that was not there; false when somebody else added it first. */
export function addProof(
  trx: Trx,
  id: string,
  missing: 'first_at' | 'second_at',
  change: Updateable<ReverificationTable>,
): Promise<boolean> {
  return claimed(
    trx
      .updateTable('reverifications')
      .set(change)
      .where('id', '=', id)
      .where(missing, 'is', null)
      .where('completed_at', 'is', null)
      .returning('id'),
  )
}

export async function completeReverification(trx: Trx, id: string, now: number): Promise<void> {
  await trx.updateTable('reverifications').set({ completed_at: now }).where('id', '=', id).execute()
}
