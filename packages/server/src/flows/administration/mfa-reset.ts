import { AppError, type MfaResetView } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import type { Trx } from '../../db/open.ts'
import { transact } from '../../db/transact.ts'
import type { Scope } from '../../http/scope.ts'
import { newId } from '../../lib/ids.ts'
import { recoveryEmails } from '../../policy/recovery.ts'
import { administratorBehind, requireOther, unknownMaker } from '../../policy/second-administrator.ts'
import { hasSecondFactor } from '../../policy/second-step.ts'
import { beginRecovery } from '../../recoveries/begin.ts'
import { approveReset, findReset, insertReset, type MfaResetRow, refuseReset } from '../../recoveries/resets.store.ts'
import type { UserFacts } from '../../users/facts.ts'
import { holdUser } from '../../users/users.store.ts'
import { requireUser } from './change-user.ts'

const approvalLife = 24 * 3_600_000

/**
 * Lets a user set up a new second factor, with the first one and their mailbox (R79). Nothing is taken off here: nobody gets in by this
 * alone, whoever asks never sees or sets anything of the user's, and the lost factors go when there is a new one. Where the instance wants
 * two people, it waits for the second.
 */
export async function askReset(
  scope: Scope,
  userId: string | undefined,
  asked: { reason: string; by: string },
): Promise<MfaResetView> {
  const facts = await requireUser(scope, userId)
  if (!hasSecondFactor(facts, scope.instance.settings)) throw new AppError('factor_missing')
  if (recoveryEmails(facts, scope.now).length === 0) throw new AppError('recovery_unavailable')
  const needsOther = scope.instance.settings.recovery.second_operator
  const administrator = administratorBehind(scope)
  // Every administrator could be the one who made that key, so none of them is a second one.
  if (needsOther && administrator === unknownMaker) throw new AppError('second_administrator_required')
  const row: MfaResetRow = {
    id: newId('reset', scope.context),
    instance_id: scope.instance.id,
    user_id: facts.user.id,
    reason: asked.reason,
    asked_by: asked.by,
    asked_for_by: administrator,
    asked_at: scope.now,
    expires_at: scope.now + approvalLife,
    approved_at: needsOther ? null : scope.now,
    refused_at: null,
    decided_by: needsOther ? null : asked.by,
  }
  await transact(scope.context.db, async (trx) => {
    await holdUser(trx, scope, facts.user)
    await insertReset(trx, row)
    await note(trx, scope, row, 'mfa_reset.asked', asked.by)
    if (!needsOther) await begin(trx, scope, facts, row, asked.by)
  })
  return resetView(row, scope.now)
}

/** The second of two people says yes, within a day. */
export async function approve(scope: Scope, id: string | undefined, by: string): Promise<MfaResetView> {
  const asked = await requireReset(scope, id)
  const facts = await requireUser(scope, asked.user_id)
  const row = await transact(scope.context.db, async (trx) => {
    await holdUser(trx, scope, facts.user)
    const approved = await approveReset(trx, { id: asked.id, instanceId: scope.instance.id, by, now: scope.now })
    if (!approved) throw whyNot(scope, asked, by)
    if (approved.asked_for_by !== null) await requireOther(trx, approved.asked_for_by, by, scope.now)
    await begin(trx, scope, facts, approved, by)
    return approved
  })
  return resetView(row, scope.now)
}

export async function refuse(scope: Scope, id: string | undefined, by: string): Promise<MfaResetView> {
  const asked = await requireReset(scope, id)
  const row = await transact(scope.context.db, async (trx) => {
    const refused = await refuseReset(trx, { id: asked.id, instanceId: scope.instance.id, by, now: scope.now })
    if (!refused) throw new AppError('reset_not_open')
    await note(trx, scope, refused, 'mfa_reset.refused', by)
    return refused
  })
  return resetView(row, scope.now)
}

/** Who asked is told so; of everything else it is enough that it is not open. */
function whyNot(scope: Scope, asked: MfaResetRow, by: string): AppError {
  const isOwn = isAskedBy(asked, by) && resetView(asked, scope.now).status === 'waiting_for_approval'
  return new AppError(isOwn ? 'reset_needs_other' : 'reset_not_open')
}

export function isAskedBy(asked: Pick<MfaResetRow, 'asked_by' | 'asked_for_by'>, by: string): boolean {
  return asked.asked_by === by || asked.asked_for_by === by
}

async function requireReset(scope: Scope, id: string | undefined): Promise<MfaResetRow> {
  const row = await findReset(scope.context.db, scope.instance.id, String(id))
  if (!row) throw new AppError('resource_not_found')
  return row
}

async function begin(trx: Trx, scope: Scope, facts: UserFacts, row: MfaResetRow, by: string): Promise<void> {
  await note(trx, scope, row, 'mfa_reset.approved', by)
  await beginRecovery(trx, scope, facts, { by: 'operator', readyAt: scope.now })
}

function note(trx: Trx, scope: Scope, row: MfaResetRow, event: string, actorId: string): Promise<void> {
  const details = { reset_id: row.id, reason: row.reason, asked_by: row.asked_by }
  return record(trx, scope, event, { actorId, userId: row.user_id, details })
}

export function resetView(row: MfaResetRow, now: number): MfaResetView {
  const isExpired = row.expires_at <= now
  const open = isExpired ? 'expired' : 'waiting_for_approval'
  const decided = row.approved_at !== null ? 'approved' : 'refused'
  const decidedAt = row.approved_at ?? row.refused_at
  return {
    object: 'mfa_reset',
    id: row.id,
    user_id: row.user_id,
    reason: row.reason,
    status: decidedAt === null ? open : decided,
    asked_by: row.asked_by,
    decided_by: row.decided_by,
    asked_at: row.asked_at,
    decided_at: decidedAt,
    expires_at: row.expires_at,
  }
}
