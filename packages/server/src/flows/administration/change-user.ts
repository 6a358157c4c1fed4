import { AppError } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { beforeChange } from '../../changes/before.ts'
import { tellChange } from '../../changes/tell.ts'
import type { Trx } from '../../db/open.ts'
import { transact } from '../../db/transact.ts'
import type { Scope } from '../../http/scope.ts'
import { absolve } from '../../limits/failures.ts'
import type { ChangeName } from '../../messages/templates.ts'
import { requireSecond } from '../../policy/second-administrator.ts'
import { endAll } from '../../sessions/ending.ts'
import { loadFacts } from '../../users/facts.store.ts'
import { type UserFacts, verifiedEmails, verifiedPhones } from '../../users/facts.ts'
import { noteForeignShapes } from '../../users/foreign-passwords.store.ts'
import { mergeMetadata } from '../../users/metadata.store.ts'
import { type Metadata, metadataNames, metadataText } from '../../users/metadata.ts'
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
      await updateUser(trx, facts.user.id, { ...change, ...derivedFrom(before.facts, scope, fields) })
      if (change.password_hash !== undefined) await absolve(trx, facts.user.id, 'password')
      await noteForeignShapes(trx, scope.instance.id, [change.password_hash ?? null])
      await storeFactors(trx)
      if (isSecurity) {
        await raiseEpoch(trx, facts.user.id, scope.now)
        await endAll(trx, scope, facts.user.id, null)
      }
      for (const name of changesOf(before.facts, fields)) await tellChange(trx, scope, before, name)
      await recordChange(trx, scope, facts.user.id, fields)
    }),
  )
}

function recordChange(trx: Trx, scope: Scope, userId: string, fields: object): Promise<void> {
  return record(trx, scope, 'user.changed', { actorId: 'backend', userId, details: { fields: Object.keys(fields) } })
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
  for (const name of metadataNames) {
    const given = fields[name]
    if (given !== undefined) change[name] = metadataText(name, given)
  }
  const hash = await newPasswordHash(scope, fields, facts)
  if (hash !== null)
    Object.assign(change, { password_hash: hash, password_updated_at: scope.now, password_void_at: null })
  return change
}

/** What depends on addresses, numbers and factors, which another request may have removed since this one began: read in its transaction. */
function derivedFrom(facts: UserFacts, { now }: Scope, fields: UserFields): Change {
  const change: Change = {}
  const { primary_email_address_id: emailId, primary_phone_number_id: phoneId } = fields
  if (emailId !== undefined) change.primary_email_id = requireOwn(verifiedEmails(facts), emailId)
  if (phoneId !== undefined) change.primary_phone_id = requireOwn(verifiedPhones(facts), phoneId)
  if (fields.totp_secret !== undefined) change.mfa_enabled_at = facts.user.mfa_enabled_at ?? now
  return change
}

function requireOwn(rows: readonly { id: string }[], id: string): string {
  if (!rows.some((row) => row.id === id)) throw new AppError('resource_not_found')
  return id
}

function taken(param_name: string): AppError {
  return new AppError('form_identifier_exists', {}, { meta: { param_name } })
}

/** Merges metadata into what is stored; null removes a key at any depth. */
export async function mergeMetadataOf(scope: Scope, id: string | undefined, fields: Metadata): Promise<void> {
  const { user } = await requireUser(scope, id)
  await transact(scope.context.db, async (trx) => {
    await mergeMetadata(trx, scope, user.id, fields)
    await recordChange(trx, scope, user.id, fields)
  })
}
