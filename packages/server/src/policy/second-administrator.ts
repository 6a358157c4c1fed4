import { AppError, type Settings } from '@countersign/contract'
import { type AuditScope, record } from '../audit/audit.ts'
import type { Trx } from '../db/open.ts'
import type { ApprovalEffect } from '../db/schema.ts'
import type { Scope } from '../http/scope.ts'
import type { Instance } from '../instances/instance.ts'
import { reservedPhones, type UserFacts } from '../users/facts.ts'
import { claimApproval, recentInvitations } from './approvals.store.ts'

/** Effects that no approval is offered for: an administrator asks for an MFA reset instead. */
type RefusedEffect = 'set_factor' | 'vouch_for_address' | 'impersonate'

export type GuardedEffect = ApprovalEffect | RefusedEffect

/** The maker of a key whose maker is not on record: an administrator, but nobody knows which. */
export const unknownMaker = 'unknown'

type Asking = Pick<AuditScope, 'operator' | 'key'>

/**
 * The administrator behind a request, in the dashboard or by a secret key that they made. Null for users, for the machine, and for the
 * app's own server, whose key was made on the machine.
 */
export function administratorBehind({ operator, key }: Asking): string | null {
  return operator?.id ?? key?.madeBy ?? null
}

/** Whether a second factor is set up, switched on in the settings or not: what is off today can be on tomorrow. */
export function isEnrolled(facts: UserFacts): boolean {
  return facts.passkeys.length > 0 || facts.apps.length > 0 || reservedPhones(facts).length > 0
}

export function needsSecond(settings: Settings, administrator: string | null): boolean {
  return administrator !== null && settings.recovery.second_operator
}

/** Whether a change of settings switches the rule off, or a kind of factor that users may have as their only one. */
export function weakens(before: Settings, after: Settings): boolean {
  if (!before.recovery.second_operator) return false
  const kinds = ['totp', 'phone_code', 'passkey', 'backup_code'] as const
  const isKindGone = kinds.some((kind) => before.multi_factor[kind] && !after.multi_factor[kind])
  return isKindGone || !after.recovery.second_operator
}

export interface Invitation {
  user_id: string
  added_by: string
}

/** How long an administrator who was invited in the dashboard is no second person beside the one who invited them. */
export const settlesAfter = 7 * 24 * 3_600_000

/**
 * Whether two administrators may be one person: one of them, or who invited them, brought the other in a few days ago. An administrator could
 * otherwise invite a second account of their own and approve with it.
 */
export function mayBeOne(one: string, other: string, recent: readonly Invitation[]): boolean {
  return inviterOf(one, recent) === inviterOf(other, recent)
}

function inviterOf(id: string, recent: readonly Invitation[]): string {
  const seen = new Set<string>()
  let current = id
  while (!seen.has(current)) {
    seen.add(current)
    current = recent.find(({ user_id }) => user_id === current)?.added_by ?? current
  }
  return current
}

/** Refuses an approval by the person who asked, under another account as well. Asked after the claim, which a refusal takes back. */
export async function requireOther(trx: Trx, asked: string, approver: string, now: number): Promise<void> {
  const recent = await recentInvitations(trx, now - settlesAfter)
  if (mayBeOne(asked, approver, recent)) throw new AppError('reset_needs_other')
}

/**
 * Comes in the transaction of everything by which an administrator takes away, replaces or bypasses a user's second factor. With
 * `recovery.second_operator` on, one administrator alone is refused; an approval by another one is consumed here (R79).
 */
export async function requireSecond(trx: Trx, scope: Scope, effect: GuardedEffect, facts: UserFacts): Promise<void> {
  await requireSecondIf(trx, scope, effect, { userId: facts.user.id, isGuarded: isEnrolled(facts) })
}

/** For what has no transaction of its own and no approval: a token of somebody's session, minted by an administrator's key. */
export function refuseAlone(scope: Scope, facts: UserFacts): void {
  if (isEnrolled(facts) && needsSecond(scope.instance.settings, administratorBehind(scope)))
    throw new AppError('second_administrator_required')
}

export async function requireSecondIf(
  trx: Trx,
  scope: AuditScope & { instance: Pick<Instance, 'id' | 'settings'> },
  effect: GuardedEffect,
  { userId, isGuarded }: { userId: string | null; isGuarded: boolean },
): Promise<void> {
  const { approval, instance, now } = scope
  const administrator = administratorBehind(scope)
  if (approval !== undefined && administrator !== null) {
    const verdict = { id: approval.id, instanceId: instance.id, by: administrator, now }
    const row =
      effect === approval.effect ? await claimApproval(trx, { ...verdict, effect: approval.effect, userId }) : undefined
    if (!row) throw new AppError('reset_not_open')
    await requireOther(trx, row.asked_by, administrator, now)
    const details = { approval_id: row.id, effect, reason: row.reason, asked_by: row.asked_by }
    await record(trx, scope, 'approval.approved', { userId, details })
    return
  }
  if (isGuarded && needsSecond(instance.settings, administrator)) throw new AppError('second_administrator_required')
}
