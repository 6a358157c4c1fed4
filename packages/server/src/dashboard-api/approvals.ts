import { AppError, type HelpDeskCodeView } from '@countersign/contract'
import { helpDeskCodeInput } from '../backend-api/recovery-inputs.ts'
import type { ApprovalEffect } from '../db/schema.ts'
import { removeUser } from '../flows/administration/access.ts'
import {
  type ApprovalWish,
  approvable,
  approvalView,
  askApproval,
  readApprovals,
  requireApproval,
} from '../flows/administration/approvals.ts'
import { liftChangesLock, takeBackUndo } from '../flows/administration/changes-lock.ts'
import { makeHelpDeskCode } from '../flows/administration/help-desk-codes.ts'
import type { Scope } from '../http/scope.ts'
import { patchSettings } from '../instances/settings.ts'
import { namesIn } from './names.ts'
import { factorWish, takeFactor } from './user-factors.ts'

type AdministratorScope = Scope & { operator: NonNullable<Scope['operator']> }

/** What each request does once it is approved: the flow that refused it from one administrator alone. */
const effects: Record<
  ApprovalEffect,
  (scope: AdministratorScope, userId: string, wish: unknown) => Promise<HelpDeskCodeView | unknown>
> = {
  remove_factor: (scope, userId, wish) => takeFactor(scope, userId, factorWish.parse(wish)),
  help_desk_code: (scope, userId, wish) =>
    makeHelpDeskCode(scope, userId, { ...helpDeskCodeInput.parse(wish), by: scope.operator.id }),
  delete_user: (scope, userId) => removeUser(scope, userId),
  lift_changes_lock: (scope, userId) => liftChangesLock(scope, userId),
  take_back_undo: (scope, userId) => takeBackUndo(scope, userId),
  weaken_settings: (scope, _, wish) => patchSettings(scope, wish, scope.operator.id),
}

/**
 * Does what an administrator asks for, or stores it as a request for another one where it takes two. Whether it does is decided by the flow
 * itself, in its transaction.
 */
export async function orAsk<T>(scope: AdministratorScope, asked: ApprovalWish, act: () => Promise<T>) {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'second_administrator_required') throw error
    return approvalView(await askApproval(scope, asked, scope.operator.id), scope.now)
  }
}

/** Carries a request out in the name of the administrator who approves it. The code that this may make is shown to them, once. */
export async function approveRequest(scope: AdministratorScope, id: string | undefined) {
  const row = await approvable(scope, id, scope.operator.id)
  const approving = { ...scope, approval: { id: row.id, effect: row.effect } }
  const made = await effects[row.effect](approving, row.user_id ?? '', JSON.parse(row.wish)).catch(async (error) => {
    // Of several approvals at the same time the later ones find the user changed by the first, which is not what they need to hear.
    await approvable(scope, id, scope.operator.id)
    throw error
  })
  return {
    ...approvalView(await requireApproval(scope, id), scope.now),
    help_desk_code: row.effect === 'help_desk_code' ? (made as HelpDeskCodeView) : null,
  }
}

/** Requests of an instance with the names of everybody in them. `operators` is where administrators have theirs. */
export async function readRequests(scope: AdministratorScope, operators: string) {
  const rows = await readApprovals(scope)
  const ids = rows.flatMap(({ user_id }) => user_id ?? [])
  const users = await namesIn(scope.context.db, scope.instance.id, ids)
  const deciders = rows.flatMap(({ asked_by, decided_by }) => [asked_by, decided_by ?? asked_by])
  const names = await namesIn(scope.context.db, operators, deciders)
  return rows.map((row) => ({
    ...approvalView(row, scope.now),
    /** Null for settings, and for a user who is deleted. */
    user_name: row.user_id === null ? null : (users.get(row.user_id) ?? row.user_id),
    asked_by_name: names.get(row.asked_by) ?? row.asked_by,
    decided_by_name: row.decided_by === null ? null : (names.get(row.decided_by) ?? row.decided_by),
    is_own: row.asked_by === scope.operator.id,
  }))
}
