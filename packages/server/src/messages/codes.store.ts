import type { Selectable } from 'kysely'
import { claimed } from '../db/claim.ts'
import type { Db, Trx } from '../db/open.ts'
import type { VerificationPurpose, VerificationTable } from '../db/schema.ts'

export type VerificationRow = Selectable<VerificationTable>

/** One live code per attempt and purpose: the new one voids the old (R17). */
export async function replaceVerification(trx: Trx, row: VerificationRow): Promise<void> {
  await trx
    .updateTable('verifications')
    .set({ void_at: row.sent_at })
    .where('attempt_id', '=', row.attempt_id)
    .where('purpose', '=', row.purpose)
    .where('void_at', 'is', null)
    .where('used_at', 'is', null)
    .execute()
  await trx.insertInto('verifications').values(row).execute()
}

/** Spends a try of the live code before it is compared; undefined when there is none, or it is dead. */
export async function chargeTry(
  db: Db,
  purpose: VerificationPurpose,
  attemptId: string,
  now: number,
): Promise<VerificationRow | undefined> {
  return db
    .updateTable('verifications')
    .set((eb) => ({ tries: eb('tries', '+', 1) }))
    .where('attempt_id', '=', attemptId)
    .where('purpose', '=', purpose)
    .where('used_at', 'is', null)
    .where('void_at', 'is', null)
    .where('expires_at', '>', now)
    .whereRef('tries', '<', 'max_tries')
    .returningAll()
    .executeTakeFirst()
}

export function claimVerification(trx: Trx, id: string, now: number): Promise<boolean> {
  return claimed(
    trx
      .updateTable('verifications')
      .set({ used_at: now })
      .where('id', '=', id)
      .where('used_at', 'is', null)
      .where('void_at', 'is', null)
      .returning('id'),
  )
}

export async function findLatest(
  db: Db | Trx,
  purpose: VerificationPurpose,
  attemptId: string,
): Promise<VerificationRow | undefined> {
  return db
    .selectFrom('verifications')
    .selectAll()
    .where('attempt_id', '=', attemptId)
    .where('purpose', '=', purpose)
    .orderBy('sent_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst()
}
