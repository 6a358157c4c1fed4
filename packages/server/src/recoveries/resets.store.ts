import type { Selectable } from 'kysely'
import { claim } from '../db/claim.ts'
import type { Db, Trx } from '../db/open.ts'
import type { MfaResetTable } from '../db/schema.ts'

export type MfaResetRow = Selectable<MfaResetTable>

export async function insertReset(trx: Trx, row: MfaResetRow): Promise<void> {
  await trx.insertInto('mfa_resets').values(row).execute()
}

export async function findReset(db: Db | Trx, instanceId: string, id: string): Promise<MfaResetRow | undefined> {
  const rows = db.selectFrom('mfa_resets').selectAll().where('id', '=', id).where('instance_id', '=', instanceId)
  return rows.executeTakeFirst()
}

/** Newest first. */
export async function listResets(db: Db, instanceId: string, userId: string | null): Promise<MfaResetRow[]> {
  let query = db.selectFrom('mfa_resets').selectAll().where('instance_id', '=', instanceId)
  if (userId !== null) query = query.where('user_id', '=', userId)
  return query.orderBy('asked_at', 'desc').orderBy('id', 'desc').limit(100).execute()
}

interface Decision {
  id: string
  instanceId: string
  by: string
  now: number
}

/** Approves a reset that is open, unless who approves asked for it, themselves or by a secret key of theirs. One statement: of many, one gets through. */
export function approveReset(trx: Trx, { id, instanceId, by, now }: Decision): Promise<MfaResetRow | undefined> {
  return claim(
    trx
      .updateTable('mfa_resets')
      .set({ approved_at: now, decided_by: by })
      .where('id', '=', id)
      .where('instance_id', '=', instanceId)
      .where('asked_by', '<>', by)
      .where((eb) => eb.or([eb('asked_for_by', 'is', null), eb('asked_for_by', '<>', by)]))
      .where('approved_at', 'is', null)
      .where('refused_at', 'is', null)
      .where('expires_at', '>', now)
      .returningAll(),
  )
}

/** Refuses one that is open; whoever asked may take it back that way. */
export function refuseReset(trx: Trx, { id, instanceId, by, now }: Decision): Promise<MfaResetRow | undefined> {
  return claim(
    trx
      .updateTable('mfa_resets')
      .set({ refused_at: now, decided_by: by })
      .where('id', '=', id)
      .where('instance_id', '=', instanceId)
      .where('approved_at', 'is', null)
      .where('refused_at', 'is', null)
      .where('expires_at', '>', now)
      .returningAll(),
  )
}
