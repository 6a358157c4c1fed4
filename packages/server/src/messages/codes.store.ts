import type { Selectable } from 'kysely'
import { claimed } from '../db/claim.ts'
import type { Db, Trx } from '../db/open.ts'
import type { VerificationPurpose, VerificationTable } from '../db/schema.ts'
import { nobody } from '../users/facts.store.ts'

export type VerificationRow = Selectable<VerificationTable>

/** Live codes that a user has at most: more would be as many more targets for one guess. */
const mostLive = 5

/**
 * One live code per attempt and purpose: the new one voids the old, and of a user's others the oldest beyond five (R17). Those that strangers asked for
 * are counted apart, for each network: they must not void the one that the owner is typing in.
 */
export async function replaceVerification(trx: Trx, row: VerificationRow): Promise<void> {
  await trx
    .updateTable('verifications')
    .set({ void_at: row.sent_at })
    .where('attempt_id', '=', row.attempt_id)
    .where('purpose', '=', row.purpose)
    .where('void_at', 'is', null)
    .where('used_at', 'is', null)
    .execute()
  // The same is read for nobody, so that its time tells nothing (R110).
  await voidOldest(trx, row.user_id ?? nobody, row.asked_by, row.sent_at)
  await trx.insertInto('verifications').values(row).execute()
}

/** Leaves room for one more. */
async function voidOldest(trx: Trx, userId: string, askedBy: string | null, now: number): Promise<void> {
  const isByStranger = askedBy?.startsWith('stranger') === true
  const live = trx
    .selectFrom('verifications')
    .select('id')
    .where('user_id', '=', userId)
    .where((eb) =>
      isByStranger
        ? eb('asked_by', '=', askedBy)
        : eb.or([eb('asked_by', 'is', null), eb('asked_by', 'not like', 'stranger%')]),
    )
    .where('void_at', 'is', null)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('sent_at', 'desc')
    .orderBy('id', 'desc')
  const surplus = (await live.execute()).slice(mostLive - 1)
  if (surplus.length === 0) return
  const ids = surplus.map(({ id }) => id)
  await trx.updateTable('verifications').set({ void_at: now }).where('id', 'in', ids).execute()
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

/** Whether an earlier code of this attempt was right, though the attempt went no further by it. */
export async function hasUsedCode(db: Db | Trx, purpose: VerificationPurpose, attemptId: string): Promise<boolean> {
  const row = await db
    .selectFrom('verifications')
    .select('id')
    .where('attempt_id', '=', attemptId)
    .where('purpose', '=', purpose)
    .where('used_at', 'is not', null)
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}
