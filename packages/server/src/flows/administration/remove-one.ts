import { AppError } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { beforeChange } from '../../changes/before.ts'
import { tellChange } from '../../changes/tell.ts'
import type { Trx } from '../../db/open.ts'
import { transact } from '../../db/transact.ts'
import { deletePasskey } from '../../factors/passkey/passkey.store.ts'
import { deleteApp } from '../../factors/totp/totp.store.ts'
import type { Scope } from '../../http/scope.ts'
import type { ChangeName } from '../../messages/templates.ts'
import { requireSecond } from '../../policy/second-administrator.ts'
import { rememberedWith, type StrongKind, strongFactors } from '../../policy/second-step.ts'
import { type UserFacts, withoutApp } from '../../users/facts.ts'
import { raiseEpoch, updateUser } from '../../users/users.store.ts'
import { requireUser } from './change-user.ts'

/** Takes one authenticator app away, as when one of several phones is lost; an app of somebody else is as unknown as one that never was (R66). */
export async function removeAppOf(scope: Scope, id: string | undefined, appId: string): Promise<string> {
  const facts = await requireUser(scope, id)
  if (!facts.apps.some((app) => app.id === appId)) throw new AppError('resource_not_found')
  const take = (trx: Trx) => deleteApp(trx, appId)
  await removeOne(scope, facts, withoutApp(facts, appId), { strategy: 'totp', id: appId, told: 'factor_removed', take })
  return appId
}

export async function removePasskeyOf(scope: Scope, id: string | undefined, passkeyId: string): Promise<string> {
  const facts = await requireUser(scope, id)
  const passkeys = facts.passkeys.filter((passkey) => passkey.id !== passkeyId)
  if (passkeys.length === facts.passkeys.length) throw new AppError('resource_not_found')
  const take = (trx: Trx) => deletePasskey(trx, passkeyId)
  const one = { strategy: 'passkey', id: passkeyId, told: 'passkey_removed', take } as const
  await removeOne(scope, facts, { ...facts, passkeys }, one)
  return passkeyId
}

interface One {
  strategy: StrongKind
  id: string
  told: ChangeName
  take(trx: Trx): Promise<unknown>
}

/** It may be the last: the app's own server knows how its user gets in again. */
async function removeOne(scope: Scope, { user }: UserFacts, left: UserFacts, one: One): Promise<void> {
  const { strategy, id, told, take } = one
  await transact(scope.context.db, async (trx) => {
    const before = await beforeChange(trx, scope, user)
    await requireSecond(trx, scope, 'remove_factor', before.facts)
    await take(trx)
    await updateUser(trx, user.id, rememberedWith(strongFactors(left, scope.instance.settings), user))
    await raiseEpoch(trx, user.id, scope.now)
    await tellChange(trx, scope, before, told)
    await record(trx, scope, 'factor.removed', { actorId: 'backend', userId: user.id, details: { strategy, id } })
  })
}
