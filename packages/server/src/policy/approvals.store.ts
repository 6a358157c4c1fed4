import type { Selectable } from 'kysely'
import { claim } from '../db/claim.ts'
import type { Db, Trx } from '../db/open.ts'
import type { ApprovalEffect, ApprovalTable } from '../db/schema.ts'

export type ApprovalRow = Selectable<ApprovalTable>

export async function insertApproval(trx: Trx, row: ApprovalRow): Promise<void> {
  await trx.insertInto('approvals').values(row).execute()
}

export async function findApproval(db: Db | Trx, instanceId: string, id: string): Promise<ApprovalRow | undefined> {
  const rows = db.selectFrom('approvals').selectAll().where('id', '=', id).where('instance_id', '=', instanceId)
  return rows.executeTakeFirst()
}

/** Newest first. */
export async function listApprovals(db: Db, instanceId: string): Promise<ApprovalRow[]> {
  const all = db.selectFrom('approvals').selectAll().where('instance_id', '=', instanceId)
  return all.orderBy('asked_at', 'desc').orderBy('id', 'desc').limit(100).execute()
}

/** Administrators whom another one invited since then; those of a command on the server are not among them. */
export async function recentInvitations(trx: Trx, since: number): Promise<{ user_id: string; added_by: string }[]> {
  const all = trx.selectFrom('administrators').select(['user_id', 'added_by']).where('added_at', '>', since)
  return all.where('added_by', '<>', 'machine').execute()
}

export interface Verdict {
  id: string
  instanceId: string
  by: string
  now: number
}

const open = (trx: Trx, { id, instanceId, by, now }: Verdict, at: 'approved_at' | 'refused_at') =>
  trx
    .updateTable('approvals')
    .set({ [at]: now, decided_by: by })
    .where('id', '=', id)
    .where('instance_id', '=', instanceId)
    .where('approved_at', 'is', null)
    .where('refused_at', 'is', null)
    .where('expires_at', '>', now)

/**
 * Approves an open request for exactly this effect on this user, unless the approver is who asked. One statement, in the transaction of the
 * effect: of many approvals at the same time one gets through.
 */
export function claimApproval(
  trx: Trx,
  verdict: Verdict & { effect: ApprovalEffect; userId: string | null },
): Promise<ApprovalRow | undefined> {
  return claim(
    open(trx, verdict, 'approved_at')
      .where('asked_by', '<>', verdict.by)
      .where('effect', '=', verdict.effect)
      .where('user_id', verdict.userId === null ? 'is' : '=', verdict.userId)
      .returningAll(),
  )
}

/** Refuses an open request; who asked may take it back that way. */
export function refuseApproval(trx: Trx, verdict: Verdict): Promise<ApprovalRow | undefined> {
  return claim(open(trx, verdict, 'refused_at').returningAll())
}
