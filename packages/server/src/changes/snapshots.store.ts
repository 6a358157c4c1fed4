import type { Selectable } from 'kysely'
import { claim } from '../db/claim.ts'
import type { Db, Trx } from '../db/open.ts'
import type { FactorSnapshotTable, UndoLinkTable } from '../db/schema.ts'

export type SnapshotRow = Selectable<FactorSnapshotTable>
export type UndoLinkRow = Selectable<UndoLinkTable>

/** The number of the user's next change. Ask while the user is held. */
export async function nextNumber(trx: Trx, userId: string): Promise<number> {
  const { last } = await trx
    .selectFrom('factor_snapshots')
    .select((eb) => eb.fn.max<number | null>('number').as('last'))
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow()
  return (last ?? 0) + 1
}

export async function insertSnapshot(trx: Trx, row: SnapshotRow): Promise<void> {
  await trx.insertInto('factor_snapshots').values(row).execute()
}

export async function findSnapshot(db: Db | Trx, id: string): Promise<SnapshotRow> {
  return db.selectFrom('factor_snapshots').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

/** What was taken from this change on, oldest first. */
export async function snapshotsFrom(trx: Trx, userId: string, number: number): Promise<SnapshotRow[]> {
  return trx
    .selectFrom('factor_snapshots')
    .selectAll()
    .where('user_id', '=', userId)
    .where('number', '>=', number)
    .orderBy('number')
    .execute()
}

/** The account as it was before the last undo, while it is kept. */
export async function lastUndone(trx: Db | Trx, userId: string, now: number): Promise<SnapshotRow | undefined> {
  return trx
    .selectFrom('factor_snapshots')
    .selectAll()
    .where('user_id', '=', userId)
    .where('change', '=', 'account_undone')
    .where('expires_at', '>', now)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function deleteSnapshot(trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom('factor_snapshots').where('id', '=', id).execute()
}

/** Changes of a user that a link can still take back, oldest first. */
export async function undoableChanges(
  db: Db | Trx,
  userId: string,
  now: number,
): Promise<Pick<SnapshotRow, 'number' | 'change' | 'taken_at'>[]> {
  return db
    .selectFrom('factor_snapshots')
    .select(['number', 'change', 'taken_at'])
    .where('user_id', '=', userId)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('undo_links')
          .select('undo_links.id')
          .whereRef('undo_links.snapshot_id', '=', 'factor_snapshots.id')
          .where('undo_links.used_at', 'is', null)
          .where('undo_links.expires_at', '>', now),
      ),
    )
    .orderBy('number')
    .execute()
}

export async function insertLink(trx: Trx, row: UndoLinkRow): Promise<void> {
  await trx.insertInto('undo_links').values(row).execute()
}

export interface Held {
  hash: string
  instanceId: string
  now: number
}

/** A link that still works, without using it up (R23). */
export async function findLink(db: Db, held: Held): Promise<UndoLinkRow | undefined> {
  return db
    .selectFrom('undo_links')
    .selectAll()
    .where('token_hash', '=', held.hash)
    .where('instance_id', '=', held.instanceId)
    .where('used_at', 'is', null)
    .where('expires_at', '>', held.now)
    .executeTakeFirst()
}

/** Uses a link up: of any number of callers one gets it. */
export function claimLink(trx: Trx, held: Held): Promise<UndoLinkRow | undefined> {
  return claim(
    trx
      .updateTable('undo_links')
      .set({ used_at: held.now })
      .where('token_hash', '=', held.hash)
      .where('instance_id', '=', held.instanceId)
      .where('used_at', 'is', null)
      .where('expires_at', '>', held.now)
      .returningAll(),
  )
}

/** Voids the links of this change and of all later ones: what they would undo is undone. */
export async function voidLinksFrom(trx: Trx, userId: string, number: number, now: number): Promise<void> {
  await trx
    .updateTable('undo_links')
    .set({ used_at: now })
    .where('user_id', '=', userId)
    .where('used_at', 'is', null)
    .where('snapshot_id', 'in', (eb) =>
      eb
        .selectFrom('factor_snapshots')
        .select('factor_snapshots.id')
        .where('factor_snapshots.user_id', '=', userId)
        .where('factor_snapshots.number', '>=', number),
    )
    .execute()
}
