import type { Trx } from '../db/open.ts'
import type { Scope } from '../http/scope.ts'
import { endAll } from '../sessions/ending.ts'
import type { PasskeyRow } from '../users/facts.ts'
import { noteForeignShapes } from '../users/foreign-passwords.store.ts'
import { raiseEpoch, updateUser } from '../users/users.store.ts'
import { clearAccount, putApps, putCodes, putEmail, putNumber, putPasskeys } from './account.store.ts'
import { type Before, openKept } from './before.ts'
import { appsOf, type Kept, type TotpRow } from './kept.ts'
import { snapshotsFrom } from './snapshots.store.ts'

const step = 30_000

/**
 * Puts an account back to what it was before change `number`. Nothing that was used up since comes back to life: not a backup code (S41),
 * not a code of the authenticator app (R4). Sessions end and what was begun is void (R61), since nobody knows whose they are.
 */
export async function restore(trx: Trx, scope: Scope, before: Before, number: number, kept: Kept): Promise<void> {
  const { instance, now } = scope
  const { user } = before.facts
  const spent = await spentCodes(trx, scope, before, number)
  await clearAccount(trx, user.id)
  const emails = []
  for (const email of kept.emails) if (await putEmail(trx, email)) emails.push(email.id)
  const phones = []
  for (const phone of kept.phones) if (await putNumber(trx, phone)) phones.push(phone.id)
  await putApps(trx, appRows(scope, before, kept))
  await putPasskeys(trx, withCounters(kept.passkeys ?? [], before.kept.passkeys ?? []))
  if (kept.backupCodes) {
    const { set, codes } = kept.backupCodes
    const used = codes.map((code) => ({ ...code, used_at: code.used_at ?? spent.get(code.id) ?? null }))
    await putCodes(trx, { set, codes: used })
  }
  await noteForeignShapes(trx, instance.id, [kept.password.hash])
  await updateUser(trx, user.id, {
    password_hash: kept.password.hash,
    password_updated_at: kept.password.updatedAt,
    password_void_at: kept.password.voidAt,
    mfa_enabled_at: kept.mfaEnabledAt,
    last_second_factor: kept.lastSecondFactor,
    primary_email_id: heir(kept.primaryEmailId, emails),
    primary_phone_id: heir(kept.primaryPhoneId, phones),
  })
  await raiseEpoch(trx, user.id, now)
  await endAll(trx, scope, user.id, null)
}

function heir(id: string | null, present: readonly string[]): string | null {
  return id !== null && present.includes(id) ? id : (present[0] ?? null)
}

/** What was accepted while an app was off the list is forgotten; the codes that it shows at this moment are burnt instead. */
function appRows({ context, instance, now }: Scope, before: Before, kept: Kept): TotpRow[] {
  const owner = before.facts.user.id
  return appsOf(kept).map(({ secret, damaged = '', ...app }) => {
    const same = appsOf(before.kept).find(({ id }) => id === app.id)
    return {
      ...app,
      instance_id: instance.id,
      user_id: owner,
      secret_sealed: secret === null ? damaged : context.keyring.seal(secret, { purpose: 'totp', row: app.id, owner }),
      last_step: same ? Math.max(app.last_step, same.last_step) : Math.floor(now / step) + app.drift + 1,
      drift: same?.drift ?? app.drift,
      lean: 0,
      session_id: null,
      expires_at: null,
      replaces: null,
      updated_at: now,
    }
  })
}

/** A counter never goes back (R37): what was signed since stays signed. */
function withCounters(kept: readonly PasskeyRow[], now: readonly PasskeyRow[]): PasskeyRow[] {
  return kept.map((key) => {
    const same = now.find(({ id }) => id === key.id)
    return { ...key, counter: Math.max(key.counter, same?.counter ?? 0) }
  })
}

/** Backup codes that were used since, with when: in the set there is, or in one that a later change took away. */
async function spentCodes(trx: Trx, scope: Scope, before: Before, number: number): Promise<Map<string, number>> {
  const later = (await snapshotsFrom(trx, before.facts.user.id, number)).map((row) => openKept(scope, row))
  const all = [before.kept, ...later].flatMap((kept) => kept.backupCodes?.codes ?? [])
  return new Map(all.flatMap(({ id, used_at }) => (used_at === null ? [] : [[id, used_at]])))
}
