import { AppError } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { transact } from '../../db/transact.ts'
import type { Scope } from '../../http/scope.ts'
import { newId } from '../../lib/ids.ts'
import {
  type ApprovalRow,
  findApproval,
  insertApproval,
  listApprovals,
  refuseApproval,
} from '../../policy/approvals.store.ts'

/** As long as a request for an MFA reset. */
const approvalLife = 24 * 3_600_000

export type ApprovalWish = Pick<ApprovalRow, 'effect' | 'user_id' | 'reason'> & { wish: unknown }

/** Stores what one administrator asked for until another one approves it. Nothing else changes. */
export async function askApproval(scope: Scope, asked: ApprovalWish, by: string): Promise<ApprovalRow> {
  const { context, instance, now } = scope
  const row: ApprovalRow = {
    id: newId('appr', context),
    instance_id: instance.id,
    user_id: asked.user_id,
    effect: asked.effect,
    wish: JSON.stringify(asked.wish),
    reason: asked.reason,
    asked_by: by,
    asked_at: now,
    expires_at: now + approvalLife,
    approved_at: null,
    refused_at: null,
    decided_by: null,
  }
  await transact(context.db, async (trx) => {
    await insertApproval(trx, row)
    const details = { approval_id: row.id, effect: row.effect, reason: row.reason }
    await record(trx, scope, 'approval.asked', { actorId: by, userId: row.user_id, details })
  })
  return row
}

export async function refuseRequest(scope: Scope, id: string | undefined, by: string): Promise<ApprovalRow> {
  const { context, instance, now } = scope
  const asked = await requireApproval(scope, id)
  return transact(context.db, async (trx) => {
    const row = await refuseApproval(trx, { id: asked.id, instanceId: instance.id, by, now })
    if (!row) throw new AppError('reset_not_open')
    const details = { approval_id: row.id, effect: row.effect, asked_by: row.asked_by }
    await record(trx, scope, 'approval.refused', { actorId: by, userId: row.user_id, details })
    return row
  })
}

/** A request that `by` may approve now. Whether it still is one is decided in the transaction of its effect. */
export async function approvable(scope: Scope, id: string | undefined, by: string): Promise<ApprovalRow> {
  const row = await requireApproval(scope, id)
  if (statusOf(row, scope.now) !== 'waiting_for_approval') throw new AppError('reset_not_open')
  if (row.asked_by === by) throw new AppError('reset_needs_other')
  return row
}

export async function requireApproval({ context, instance }: Scope, id: string | undefined): Promise<ApprovalRow> {
  const row = await findApproval(context.db, instance.id, String(id))
  if (!row) throw new AppError('resource_not_found')
  return row
}

export function readApprovals({ context, instance }: Scope): Promise<ApprovalRow[]> {
  return listApprovals(context.db, instance.id)
}

function statusOf(row: ApprovalRow, now: number) {
  if (row.approved_at !== null) return 'approved' as const
  if (row.refused_at !== null) return 'refused' as const
  return row.expires_at <= now ? ('expired' as const) : ('waiting_for_approval' as const)
}

export function approvalView(row: ApprovalRow, now: number) {
  return {
    object: 'approval' as const,
    id: row.id,
    effect: row.effect,
    user_id: row.user_id,
    wish: JSON.parse(row.wish),
    reason: row.reason,
    status: statusOf(row, now),
    asked_by: row.asked_by,
    asked_at: row.asked_at,
    decided_by: row.decided_by,
    decided_at: row.approved_at ?? row.refused_at,
    expires_at: row.expires_at,
  }
}
