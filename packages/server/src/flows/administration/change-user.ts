import { AppError } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { beforeChange } from '../../changes/before.ts'
import { tellChange } from '../../changes/tell.ts'
import { transact } from '../../db/transact.ts'
import type { Scope } from '../../http/scope.ts'
import { absolve } from '../../limits/failures.ts'
import type { ChangeName } from '../../messages/templates.ts'
import { requireSecond } from '../../policy/second-administrator.ts'
import { endAll } from '../../sessions/ending.ts'
import { loadFacts } from '../../users/facts.store.ts'
import { type UserFacts, verifiedEmails } from '../../users/facts.ts'
import { noteForeignShapes } from '../../users/foreign-passwords.store.ts'
import { orTaken } from '../../users/taken.ts'
import { findUserId, isExternalIdTaken, raiseEpoch, updateUser } from '../../users/users.store.ts'
import { hasPassword, newPasswordHash } from './new-password.ts'
import { prepareFactors } from './put-factors.ts'
import { readUsername, type UserFields } from './read-fields.ts'

type Change = Parameters<typeof updateUser>[2]

/** A user of this instance; another instance's id is as unknown as one that never was. */
export async function requireUser(scope: Scope, id: string | undefined): Promise<UserFacts> {
  const facts = id ? await loadFacts(scope.context.db, scope.instance.id, id) : null
  if (!facts) throw new AppError('resource_not_found')
  return facts
}

/** Changes what is given. A new password or factor voids what was begun under the old ones and ends every session (R61, R77). */
export async function changeUser(scope: Scope, id: string | undefined, fields: UserFields): Promise<void> {
  const facts = await requireUser(scope, id)
  const change = await readChange(scope, facts, fields)
  const storeFactors = await prepareFactors(scope, facts.user.id, fields)
  const setsFactor = fields.totp_secret !== undefined || fields.backup_codes !== undefined
  const isSecurity = hasPassword(fields) || setsFactor
  await orTaken(
    transact(scope.context.db, async (trx) => {
      const before = await beforeChange(trx, scope, facts.user)
      if (setsFactor) await requireSecond(trx, scope, 'set_factor', before.facts)
      await updateUser(trx, facts.user.id, change)
      if (change.password_hash !== undefined) await absolve(trx, facts.user.id, 'password')
      await noteForeignShapes(trx, scope.instance.id, [change.password_hash ?? null])
      await storeFactors(trx)
      if (isSecurity) {
        await raiseEpoch(trx, facts.user.id, scope.now)
        await endAll(trx, scope, facts.user.id, null)
      }
      for (const name of changesOf(facts, fields)) await tellChange(trx, scope, before, name)
      await record(trx, scope, 'user.changed', {
        actorId: 'backend',
        userId: facts.user.id,
        details: { fields: Object.keys(fields) },
      })
    }),
  )
}

const changes = {
  password: 'password_changed',
  password_digest: 'password_changed',
  totp_secret: 'factor_added',
  backup_codes: 'backup_codes_made',
} as const

function changesOf({ user }: UserFacts, fields: UserFields): ChangeName[] {
  const given = Object.keys(changes) as (keyof typeof changes)[]
  const names: ChangeName[] = given.filter((name) => fields[name] !== undefined).map((name) => changes[name])
  const primary = fields.primary_email_address_id ?? user.primary_email_id
  if (primary !== user.primary_email_id) names.push('email_primary_changed')
  return names
}

async function readChange(scope: Scope, facts: UserFacts, fields: UserFields): Promise<Change> {
  const { db } = scope.context
  const change: Change = { updated_at: scope.now }
  if (fields.first_name !== undefined) change.first_name = fields.first_name
  if (fields.last_name !== undefined) change.last_name = fields.last_name
  if (fields.username === null) Object.assign(change, { username: null, username_key: null })
  if (fields.username) {
    const name = readUsername(fields.username)
    const owner = await findUserId(db, scope.instance.id, { kind: 'username', key: name.username_key })
    if (owner !== null && owner !== facts.user.id) throw taken('username')
    Object.assign(change, name)
  }
  if (fields.external_id !== undefined) {
    const { external_id } = fields
    const isNew = external_id !== null && external_id !== facts.user.external_id
    if (isNew && (await isExternalIdTaken(db, scope.instance.id, external_id))) throw taken('external_id')
    change.external_id = external_id
  }
  for (const name of ['public_metadata', 'private_metadata', 'unsafe_metadata'] as const) {
    if (fields[name]) change[name] = JSON.stringify(fields[name])
  }
  if (fields.primary_email_address_id !== undefined) {
    if (!verifiedEmails(facts).some((email) => email.id === fields.primary_email_address_id))
      throw new AppError('resource_not_found')
    change.primary_email_id = fields.primary_email_address_id
  }
  if (fields.primary_phone_number_id !== undefined) {
    const phone = facts.phones.find((row) => row.id === fields.primary_phone_number_id && row.verified_at !== null)
    if (!phone) throw new AppError('resource_not_found')
    change.primary_phone_id = phone.id
  }
  const hash = await newPasswordHash(scope, fields, facts)
  if (hash !== null)
    Object.assign(change, { password_hash: hash, password_updated_at: scope.now, password_void_at: null })
  if (fields.totp_secret !== undefined) change.mfa_enabled_at = facts.user.mfa_enabled_at ?? scope.now
  return change
}

function taken(param_name: string): AppError {
  return new AppError('form_identifier_exists', {}, { meta: { param_name } })
}

const metadataNames = ['public_metadata', 'private_metadata', 'unsafe_metadata'] as const

/** Lays the given keys over the stored ones; null takes a key out. */
export async function mergeMetadata(
  scope: Scope,
  id: string | undefined,
  fields: Pick<UserFields, (typeof metadataNames)[number]>,
): Promise<void> {
  const { user } = await requireUser(scope, id)
  const change: Change = { updated_at: scope.now }
  for (const name of metadataNames) {
    if (!fields[name]) continue
    const merged: Record<string, unknown> = { ...JSON.parse(user[name]), ...fields[name] }
    change[name] = JSON.stringify(Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null)))
  }
  await transact(scope.context.db, (trx) => updateUser(trx, user.id, change))
}
