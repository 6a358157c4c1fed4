import type { Selectable } from 'kysely'
import { claim, claimed } from '../db/claim.ts'
import type { Db, Trx } from '../db/open.ts'
import { prepared } from '../db/prepared.ts'
import type { RecoveryEnding, RecoveryTable } from '../db/schema.ts'

export type RecoveryRow = Selectable<RecoveryTable>

/** Fails where one is open already: a unique index says so, whoever asks at the same moment. */
export async function insertRecovery(trx: Trx, row: RecoveryRow): Promise<void> {
  await trx.insertInto('recoveries').values(row).execute()
}

/** The one that nobody has ended, good or not. */
export async function findOpenRecovery(db: Db | Trx, userId: string): Promise<RecoveryRow | undefined> {
  const [row] = await openOf(db, { userId })
  return row
}

const openOf = prepared((db, values: { userId: string }) =>
  db.selectFrom('recoveries').selectAll().where('user_id', '=', values.userId).where('ended_at', 'is', null),
)

export interface Held {
  hash: string
  instanceId: string
}

export async function findByCancelLink(db: Db | Trx, held: Held): Promise<RecoveryRow | undefined> {
  return db
    .selectFrom('recoveries')
    .selectAll()
    .where('cancel_hash', '=', held.hash)
    .where('instance_id', '=', held.instanceId)
    .where('ended_at', 'is', null)
    .executeTakeFirst()
}

/** Ends one. Of a cancel and a finish at the same moment, one is told true. */
export function endRecovery(trx: Trx, end: { id: string; now: number; ending: RecoveryEnding }): Promise<boolean> {
  return claimed(
    trx
      .updateTable('recoveries')
      .set({ ended_at: end.now, ending: end.ending })
      .where('id', '=', end.id)
      .where('ended_at', 'is', null)
      .returning('id'),
  )
}

/** Uses one up that is ready, in the epoch it began in. */
export function finishRecovery(trx: Trx, use: { id: string; epoch: number; now: number }): Promise<boolean> {
  return claimed(
    trx
      .updateTable('recoveries')
      .set({ ended_at: use.now, ending: 'finished' })
      .where('id', '=', use.id)
      .where('epoch', '=', use.epoch)
      .where('ready_at', '<=', use.now)
      .where('expires_at', '>', use.now)
      .where('ended_at', 'is', null)
      .returning('id'),
  )
}

/** Ends whatever is open for the user. */
export function endOpenRecovery(
  trx: Trx,
  end: { userId: string; now: number; ending: RecoveryEnding },
): Promise<RecoveryRow | undefined> {
  return claim({ execute: () => ending(trx, end) })
}

const ending = prepared((db, values: { userId: string; now: number; ending: RecoveryEnding }) =>
  db
    .updateTable('recoveries')
    .set({ ended_at: values.now, ending: values.ending })
    .where('user_id', '=', values.userId)
    .where('ended_at', 'is', null)
    .returningAll(),
)
