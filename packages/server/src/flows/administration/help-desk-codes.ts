import { AppError, type HelpDeskCodeView } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { transact } from '../../db/transact.ts'
import { formatBackupCode, makeCode } from '../../factors/backup-code/backup-code.code.ts'
import {
  countUsable,
  type HelpDeskCodeRow,
  insertHelpDeskCode,
  listHelpDeskCodes,
  revokeHelpDeskCode,
} from '../../factors/backup-code/help-desk.store.ts'
import type { Scope } from '../../http/scope.ts'
import { hashToken } from '../../lib/hashing.ts'
import { newId } from '../../lib/ids.ts'
import { notify } from '../../messages/outgoing.ts'
import { requireSecond } from '../../policy/second-administrator.ts'
import { hasSecondFactor } from '../../policy/second-step.ts'
import { holdUser } from '../../users/users.store.ts'
import { requireUser } from './change-user.ts'

/** Codes of a user that work at the same time. */
const mostCodes = 3
const minute = 60_000

export interface CodeWish {
  purpose: string
  minutes: number
  uses: number
  by: string
}

/** A code for somebody without their phone today. It is in the answer this once; the user is told, and nothing but a sign-in takes it. */
export async function makeHelpDeskCode(
  scope: Scope,
  userId: string | undefined,
  wish: CodeWish,
): Promise<HelpDeskCodeView> {
  const facts = await requireUser(scope, userId)
  if (!hasSecondFactor(facts, scope.instance.settings)) throw new AppError('factor_missing')
  const code = makeCode(scope.context.random)
  const { id, epoch } = facts.user
  const row: HelpDeskCodeRow = {
    id: newId('help', scope.context),
    instance_id: scope.instance.id,
    user_id: id,
    epoch,
    purpose: wish.purpose,
    code_hash: hashToken(code),
    uses_left: wish.uses,
    made_by: wish.by,
    created_at: scope.now,
    expires_at: scope.now + wish.minutes * minute,
    last_used_at: null,
    revoked_at: null,
  }
  await transact(scope.context.db, async (trx) => {
    await holdUser(trx, scope, facts.user)
    await requireSecond(trx, scope, 'help_desk_code', facts)
    const usable = await countUsable(trx, { userId: id, epoch, now: scope.now })
    if (usable >= mostCodes) throw new AppError('too_many_items', { limit: mostCodes })
    await insertHelpDeskCode(trx, row)
    await notify(trx, scope, facts, 'help_desk_code_made')
    const details = { id: row.id, purpose: wish.purpose, minutes: wish.minutes, uses: wish.uses }
    await record(trx, scope, 'help_desk_code.made', { actorId: wish.by, userId: id, details })
  })
  return helpDeskCodeView(row, formatBackupCode(code))
}

export async function readHelpDeskCodes(scope: Scope, userId: string | undefined): Promise<HelpDeskCodeView[]> {
  const { user } = await requireUser(scope, userId)
  return (await listHelpDeskCodes(scope.context.db, user.id)).map((row) => helpDeskCodeView(row, null))
}

export async function revoke(
  scope: Scope,
  userId: string | undefined,
  which: { id: string | undefined; by: string },
): Promise<HelpDeskCodeView> {
  const { user } = await requireUser(scope, userId)
  const row = await transact(scope.context.db, async (trx) => {
    const revoked = await revokeHelpDeskCode(trx, { id: String(which.id), userId: user.id, now: scope.now })
    if (!revoked) throw new AppError('resource_not_found')
    const details = { id: revoked.id }
    await record(trx, scope, 'help_desk_code.revoked', { actorId: which.by, userId: user.id, details })
    return revoked
  })
  return helpDeskCodeView(row, null)
}

function helpDeskCodeView(row: HelpDeskCodeRow, code: string | null): HelpDeskCodeView {
  const { id, user_id, purpose, uses_left, made_by, created_at, expires_at, last_used_at, revoked_at } = row
  const told = { id, user_id, purpose, code, uses_left, made_by, created_at, expires_at, last_used_at, revoked_at }
  return { object: 'help_desk_code', ...told }
}
