import type { Trx } from '../db/open.ts'
import type { Scope } from '../http/scope.ts'
import { endAll } from '../sessions/ending.ts'
import type { PasskeyRow } from '../users/facts.ts'
import { noteForeignShapes } from '../users/foreign-passwords.store.ts'
import { raiseEpoch, updateUser } from '../users/users.store.ts'
import { clearAccount, putCodes, putEmail, putNumber, putPasskeys, putTotp } from './account.store.ts'
import { type Before, openKept } from './before.ts'
import type { Kept } from './kept.ts'
import { snapshotsFrom } from './snapshots.store.ts'

const step = 30_000

/**
 * Puts an account back to what it was before change `number`. Nothing that was used up since comes back to life: not a backup code (S41),
 * not a code of the authenticator app (R4). Sessions end and what was begun is void (R61), since nobody knows whose they are.
 */
export async function restore(trx: Trx, scope: Scope, before: Before, number: number, kept: Kept): Promise<void> {
  const { context, instance, now } = scope
  const { user } = before.facts
  const spent = await spentCodes(trx, scope, before, number)
  await clearAccount(trx, user.id)
  const emails = []
  for (const email of kept.emails) if (await putEmail(trx, email)) emails.push(email.id)
  const phones = []
  for (const phone of kept.phones) if (await putNumber(trx, phone)) phones.push(phone.id)
  if (kept.totp) {
    const { id, secret, lastStep, confirmedAt, createdAt } = kept.totp
    const isSame = before.kept.totp?.id === id
    await putTotp(trx, {
      id,
      instance_id: instance.id,
      user_id: user.id,
      secret_sealed: context.keyring.seal(secret, { purpose: 'totp', row: id, owner: user.id }),
      // What was accepted while it was off this list is forgotten; the codes of this moment are burnt instead.
      last_step: isSame ? Math.max(lastStep, before.kept.totp?.lastStep ?? 0) : Math.floor(now / step) + 1,
      confirmed_at: confirmedAt,
      session_id: null,
      expires_at: null,
      created_at: createdAt,
      updated_at: now,
    })
  }
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
