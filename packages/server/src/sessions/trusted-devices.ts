import { AppError } from '@countersign/contract'
import { record } from '../audit/audit.ts'
import type { Trx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import type { Scope, UserRow } from '../http/scope.ts'
import type { TrustCookie } from '../http/trust-cookie.ts'
import { newId } from '../lib/ids.ts'
import { mayTrustDevices } from '../policy/trust.ts'
import { nobody } from '../users/facts.store.ts'
import type { UserFacts } from '../users/facts.ts'
import { awaitUser } from '../users/users.store.ts'
import { endCopied, isRepetition } from './trust-reuse.ts'
import { clientsWith, newTrustToken, shownToken, tokenAfter } from './trust-token.ts'
import {
  type Alive,
  deleteTrustedDevices,
  findTrustedDevice,
  insertTrustedDevice,
  noteClients,
  replaceToken,
  type TrustedDeviceRow,
  trustedDeviceByToken,
  trustedDevices,
  usedClientsOf,
  type Which,
} from './trusted-devices.store.ts'

const day = 86_400_000
/** The one used longest ago gives way to the twenty-first. */
const mostPerUser = 20

type Owner = Pick<UserRow, 'id' | 'epoch'>

function alive({ instance, now }: Scope, { id, epoch }: Owner): Alive {
  return { userId: id, epoch, now, since: now - instance.settings.trusted_devices.days * day }
}

/**
 * The hash that a sign-in of this user stands on, if the browser is trusted with their second step (R96). `clientHash` is of the client that
 * the sign-in belongs to. A used token that is no repetition ends the device: two browsers have its cookie, and one of them is a copy.
 */
export async function trustShown(scope: Scope, facts: UserFacts | null, clientHash: string): Promise<string | null> {
  if (!mayTrustDevices(scope.instance)) return null
  const shown = shownToken(scope, facts?.user.id ?? nobody)
  if (shown === null || !facts) return null
  const device = await findTrustedDevice(scope.context.db, shown, alive(scope, facts.user))
  if (!device) return null
  if (device.token_hash === shown.tokenHash) return device.token_hash
  if (await isRepetition(scope, device, shown)) {
    await transact(scope.context.db, async (trx) => {
      await awaitUser(trx, scope, facts.user.id)
      const noted = await usedClientsOf(trx, device)
      // Nothing is noted for a use that is over by now.
      await noteClients(trx, device, clientsWith(scope, noted?.used_clients ?? null, [clientHash]))
    })
    return device.token_hash
  }
  await endCopied(scope, facts, device)
  return null
}

function agentOf({ userAgent }: Scope): string | null {
  return userAgent?.slice(0, 255) ?? null
}

/** What makes this browser a trusted one, when the transaction of the second proof calls `store`; the cookie is for after its commit. */
export function newTrust(scope: Scope, clientId: string, userId: string) {
  const { context, instance, now } = scope
  const { days } = instance.settings.trusted_devices
  const { value, tokenHash, familyHash } = newTrustToken(context.random)
  const row = {
    id: newId('tdev', context),
    instance_id: instance.id,
    user_id: userId,
    client_id: clientId,
    token_hash: tokenHash,
    family_hash: familyHash,
    used_hash: null,
    used_clients: null,
    user_agent: agentOf(scope),
    last_used_at: now,
    created_at: now,
    expires_at: now + days * day,
  }
  const cookie: TrustCookie = { userId, value, age: days * 24 * 3600 }
  return {
    cookie,
    async store(trx: Trx, { id, epoch }: Owner): Promise<void> {
      // What this browser had before, and whatever a security event has ended.
      await deleteTrustedDevices(trx, id, { clientId })
      const others = await trustedDevices(trx, alive(scope, { id, epoch }))
      for (const old of others.slice(mostPerUser - 1)) await deleteTrustedDevices(trx, id, { id: old.id })
      await insertTrustedDevice(trx, { ...row, epoch })
      await record(trx, scope, 'trusted_device.added', { userId: id, details: { trusted_device_id: row.id } })
    },
  }
}

/**
 * Uses the trust that a sign-in stands on: the second step is left out, once, and the browser gets a new token for the next time. The time
 * stays what it was, counted from the proof.
 */
export async function useTrust(trx: Trx, scope: Scope, userId: string, standing: string, clientId: string) {
  const { context, now } = scope
  await awaitUser(trx, scope, userId)
  const device = await trustedDeviceByToken(trx, standing)
  const shown = shownToken(scope, userId)
  const isAgain = shown !== null && shown.tokenHash === device?.used_hash
  const isCurrent = shown?.tokenHash === standing
  // The cookie may have gone since the sign-in began; what follows is then derived from nothing.
  const next = shown && (isAgain || isCurrent) ? tokenAfter(shown, context.keyring) : newTrustToken(context.random)
  const used =
    device &&
    (await replaceToken(trx, standing, {
      token_hash: next.tokenHash,
      family_hash: next.familyHash,
      used_hash: isAgain ? device.used_hash : standing,
      used_clients: clientsWith(scope, isAgain ? device.used_clients : null),
      client_id: clientId,
      user_agent: agentOf(scope),
      last_used_at: now,
    }))
  // Ended or used by another sign-in since this one read it.
  if (!used) throw new AppError('step_not_allowed')
  const details = { trusted_device_id: used.id }
  await record(trx, scope, 'sign_in.second_factor_skipped', { userId, details })
  const cookie: TrustCookie = { userId, value: next.value, age: Math.ceil((used.expires_at - now) / 1000) }
  return cookie
}

export interface ListedDevice {
  row: TrustedDeviceRow
  /** The one that asks. */
  isThis: boolean
}

export async function listTrustedDevices(scope: Scope, user: Owner): Promise<ListedDevice[]> {
  if (!mayTrustDevices(scope.instance)) return []
  const shown = shownToken(scope, user.id)
  const rows = await trustedDevices(scope.context.db, alive(scope, user))
  return rows.map((row) => ({ row, isThis: row.token_hash === shown?.tokenHash }))
}

/** Ends trust: one device of the user by its id, or all. Anybody else's is as unknown as one that never was (R66). */
export async function removeTrustedDevices(scope: Scope, userId: string, by: string, which: Which = {}): Promise<void> {
  await transact(scope.context.db, async (trx) => {
    const removed = await endTrust(trx, scope, userId, by, which)
    if (removed === 0 && which.id !== undefined) throw new AppError('resource_not_found')
  })
}

/** The same, within the transaction of what makes it end. Returns how many there were. */
export async function endTrust(trx: Trx, scope: Scope, userId: string, by: string, which: Which = {}): Promise<number> {
  const ids = await deleteTrustedDevices(trx, userId, which)
  const details = { trusted_device_ids: ids }
  if (ids.length > 0) await record(trx, scope, 'trusted_device.removed', { userId, actorId: by, details })
  return ids.length
}
