import { AppError } from '@countersign/contract'
import { noteFactors } from '../audit/second-factors.ts'
import type { Trx } from '../db/open.ts'
import type { Scope, UserRow } from '../http/scope.ts'
import { newId } from '../lib/ids.ts'
import { SealError } from '../lib/keyring.ts'
import type { NoticeName } from '../messages/templates.ts'
import { loadFacts } from '../users/facts.store.ts'
import { type UserFacts, verifiedEmails } from '../users/facts.ts'
import { holdUser } from '../users/users.store.ts'
import { findApps, findCodes, findPasskeys } from './account.store.ts'
import type { Kept, KeptApp, TotpRow } from './kept.ts'
import { insertSnapshot, nextNumber, type SnapshotRow } from './snapshots.store.ts'

/** An account as it is when a change begins. Without it nobody can be told of the change, and with it the change can be undone. */
export interface Before {
  facts: UserFacts
  kept: Kept
  number: number
}

/** A week: as long as changes are locked after an undo, and as long as an operator can give back what it took off. */
export const keptFor = 7 * 24 * 3_600_000

/**
 * Comes first in the transaction of every change to how an account is entered. The user is held until the commit and must be as the
 * request read them: whatever changed the account meanwhile may have ended this very session, or taken the factor that was to be left.
 */
export async function beforeChange(trx: Trx, scope: Scope, user: Pick<UserRow, 'id' | 'epoch'>): Promise<Before> {
  await holdUser(trx, scope, user)
  const facts = await loadFacts(trx, scope.instance.id, user.id)
  if (facts?.user.epoch !== user.epoch) throw new AppError('attempt_expired')
  noteFactors(trx, scope, facts)
  return { facts, kept: await keep(trx, scope, facts), number: await nextNumber(trx, user.id) }
}

async function keep(trx: Trx, { context }: Scope, facts: UserFacts): Promise<Kept> {
  const { user } = facts
  const apps = await findApps(trx, user.id)
  return {
    password: { hash: user.password_hash, updatedAt: user.password_updated_at, voidAt: user.password_void_at },
    mfaEnabledAt: user.mfa_enabled_at,
    lastSecondFactor: user.last_second_factor,
    primaryEmailId: user.primary_email_id,
    primaryPhoneId: user.primary_phone_id,
    emails: verifiedEmails(facts),
    phones: facts.phones.filter((phone) => phone.verified_at !== null),
    apps: apps.map((row) => keptApp(context, row)),
    passkeys: await findPasskeys(trx, user.id),
    backupCodes: await findCodes(trx, user.id),
  }
}

function keptApp({ keyring }: Scope['context'], row: TotpRow): KeptApp {
  const { id, user_id, name, last_step, drift, confirmed_at, last_used_at, created_at } = row
  const kept = { id, name, last_step, drift, confirmed_at, last_used_at, created_at }
  try {
    return { ...kept, secret: keyring.open(row.secret_sealed, { purpose: 'totp', row: id, owner: user_id }) }
  } catch (error) {
    if (!(error instanceof SealError)) throw error
    return { ...kept, secret: null, damaged: row.secret_sealed }
  }
}

/** Stores what was before under the name of what came after. Returns the id. */
export async function storeBefore(trx: Trx, scope: Scope, before: Before, change: NoticeName): Promise<string> {
  const { context, instance, now } = scope
  const id = newId('snap', context)
  const owner = before.facts.user.id
  await insertSnapshot(trx, {
    id,
    instance_id: instance.id,
    user_id: owner,
    number: before.number,
    change,
    user_agent: scope.client ? (scope.userAgent?.slice(0, 255) ?? null) : null,
    content_sealed: context.keyring.seal(JSON.stringify(before.kept), { purpose: 'snapshot', row: id, owner }),
    taken_at: now,
    expires_at: now + keptFor,
  })
  return id
}

export function openKept({ context }: Scope, { id, user_id, content_sealed }: SnapshotRow): Kept {
  return JSON.parse(context.keyring.open(content_sealed, { purpose: 'snapshot', row: id, owner: user_id }))
}
