import { record } from '../../audit/audit.ts'
import { noteFactors } from '../../audit/second-factors.ts'
import { beforeChange } from '../../changes/before.ts'
import { tellChange } from '../../changes/tell.ts'
import type { Trx } from '../../db/open.ts'
import { transact } from '../../db/transact.ts'
import { deleteSet } from '../../factors/backup-code/backup-code.store.ts'
import { deletePasskeys } from '../../factors/passkey/passkey.store.ts'
import { deleteTotp } from '../../factors/totp/totp.store.ts'
import type { Scope } from '../../http/scope.ts'
import { forgiveUser, lockUserUntil } from '../../limits/failures.store.ts'
import { forgetMonth } from '../../limits/long-guessing.ts'
import { notify } from '../../messages/outgoing.ts'
import type { ChangeName } from '../../messages/templates.ts'
import { requireSecond } from '../../policy/second-administrator.ts'
import { rememberedWith, strongFactors } from '../../policy/second-step.ts'
import { endAll } from '../../sessions/ending.ts'
import { reservedPhones } from '../../users/facts.ts'
import { releaseAllPhones } from '../../users/phones.store.ts'
import { deleteUser, raiseEpoch, updateUser } from '../../users/users.store.ts'
import { requireUser } from './change-user.ts'

/** Closes the account to sign-in: sessions end, attempts die, no token is minted any more (R59, R91). */
export async function banUser(scope: Scope, id: string | undefined): Promise<void> {
  const { user } = await requireUser(scope, id)
  await transact(scope.context.db, async (trx) => {
    await updateUser(trx, user.id, { banned_at: user.banned_at ?? scope.now })
    await raiseEpoch(trx, user.id, scope.now)
    await endAll(trx, scope, user.id, null)
    await record(trx, scope, 'user.banned', { actorId: 'backend', userId: user.id })
  })
}

export async function unbanUser(scope: Scope, id: string | undefined): Promise<void> {
  const { user } = await requireUser(scope, id)
  await transact(scope.context.db, async (trx) => {
    await updateUser(trx, user.id, { banned_at: null, updated_at: scope.now })
    await record(trx, scope, 'user.unbanned', { actorId: 'backend', userId: user.id })
  })
}

export function lockFor(trx: Trx, { instance, now }: Scope, userId: string): Promise<void> {
  const { minutes } = instance.settings.lockout
  return lockUserUntil(trx, { userId, instanceId: instance.id, until: now + minutes * 60_000, now })
}

/** For the instance's lockout time, in every browser: not like failures, which lock where they happen. */
export async function lockUser(scope: Scope, id: string | undefined): Promise<void> {
  const facts = await requireUser(scope, id)
  await transact(scope.context.db, async (trx) => {
    await lockFor(trx, scope, facts.user.id)
    await notify(trx, scope, facts, 'locked')
    await record(trx, scope, 'user.locked', { actorId: 'backend', userId: facts.user.id })
  })
}

export async function unlockUser(scope: Scope, id: string | undefined): Promise<void> {
  const { user } = await requireUser(scope, id)
  await transact(scope.context.db, async (trx) => {
    await forgiveUser(trx, user.id)
    await forgetMonth(trx, user)
    await record(trx, scope, 'user.unlocked', { actorId: 'backend', userId: user.id })
  })
}

export async function removeUser(scope: Scope, id: string | undefined): Promise<string> {
  const facts = await requireUser(scope, id)
  const { user } = facts
  await transact(scope.context.db, async (trx) => {
    await requireSecond(trx, scope, 'delete_user', facts)
    noteFactors(trx, scope, facts)
    await record(trx, scope, 'user.deleted', { actorId: 'backend', userId: user.id })
    await deleteUser(trx, user.id)
    await forgiveUser(trx, user.id)
  })
  return user.id
}

export type RemovableFactors = 'mfa' | 'totp' | 'backup_code'

/** Takes second factors away for somebody who lost them; the user is told on every address, and what was begun dies (R61, R73). */
export async function removeFactors(scope: Scope, id: string | undefined, what: RemovableFactors): Promise<string> {
  const facts = await requireUser(scope, id)
  const notice: ChangeName = what === 'backup_code' ? 'backup_codes_removed' : 'factor_removed'
  await transact(scope.context.db, async (trx) => {
    const before = await beforeChange(trx, scope, facts.user)
    await requireSecond(trx, scope, 'remove_factor', before.facts)
    if (what !== 'backup_code') {
      await deleteTotp(trx, facts.user.id)
      const others = strongFactors({ ...before.facts, apps: [], totp: null }, scope.instance.settings)
      const left = what === 'mfa' ? [] : others
      await updateUser(trx, facts.user.id, rememberedWith(left, before.facts.user))
    }
    if (what === 'mfa') {
      await releaseAllPhones(trx, facts.user.id, scope.now)
      await deletePasskeys(trx, facts.user.id)
    }
    if (what !== 'totp') await deleteSet(trx, facts.user.id)
    await raiseEpoch(trx, facts.user.id, scope.now)
    await tellChange(trx, scope, before, notice, what === 'mfa' ? reservedPhones(facts) : [])
    await record(trx, scope, 'factor.removed', { actorId: 'backend', userId: facts.user.id, details: { what } })
  })
  return facts.user.id
}
