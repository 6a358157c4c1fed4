import { AppError } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { transact } from '../../db/transact.ts'
import type { Scope } from '../../http/scope.ts'
import { insertEmail } from '../../users/emails.store.ts'
import { noteForeignShapes } from '../../users/foreign-passwords.store.ts'
import { newEmail } from '../../users/new-email.ts'
import { newPhone } from '../../users/new-phone.ts'
import { newUser } from '../../users/new-user.ts'
import { readPhoneNumber } from '../../users/phone-number.ts'
import { orTaken } from '../../users/taken.ts'
import { findUserId, insertUser, isExternalIdTaken } from '../../users/users.store.ts'
import { lockFor } from './access.ts'
import { newPasswordHash } from './new-password.ts'
import { prepareFactors } from './put-factors.ts'
import { putPhone } from './put-phone.ts'
import { readEmail, readUsername, type UserFields } from './read-fields.ts'

export interface NewUserFields extends UserFields {
  banned?: boolean | undefined
  locked?: boolean | undefined
  /** When they signed up elsewhere, in milliseconds. */
  created_at?: number | undefined
}

/** Makes a user whose addresses the app vouches for. Returns the id. */
export async function createUser(scope: Scope, fields: NewUserFields): Promise<string> {
  const { context, instance, now } = scope
  const emails = (fields.email_address ?? []).map(readEmail)
  const phones = (fields.phone_number ?? []).map((text) => readPhoneNumber(text, instance.environment))
  const name = fields.username ? readUsername(fields.username) : null
  if (emails.length === 0 && phones.length === 0 && !name && !fields.external_id)
    throw new AppError('form_param_missing', { param_name: 'email_address' })
  if ((fields.created_at ?? now) > now) throw new AppError('form_param_format_invalid', { param_name: 'created_at' })
  const passwordHash = await newPasswordHash(scope, fields, { emails })
  const rows = emails.map((email) => newEmail(scope, '', email, { verified_at: now }))
  const user = newUser(scope, {
    ...name,
    external_id: fields.external_id ?? null,
    first_name: fields.first_name ?? null,
    last_name: fields.last_name ?? null,
    public_metadata: JSON.stringify(fields.public_metadata ?? {}),
    private_metadata: JSON.stringify(fields.private_metadata ?? {}),
    unsafe_metadata: JSON.stringify(fields.unsafe_metadata ?? {}),
    primary_email_id: rows[0]?.id ?? null,
    password_hash: passwordHash,
    mfa_enabled_at: fields.totp_secret === undefined ? null : now,
    banned_at: fields.banned ? now : null,
    created_at: fields.created_at ?? now,
  })
  const numbers = phones.map((phone) => newPhone(scope, user.id, phone, { verified_at: now }))
  user.primary_phone_id = numbers[0]?.id ?? null
  const storeFactors = await prepareFactors(scope, user.id, fields)
  await orTaken(
    transact(context.db, async (trx) => {
      for (const email of rows)
        await refuseTaken(
          await findUserId(trx, instance.id, { kind: 'email_address', key: email.address_key }),
          'email_address',
        )
      if (name)
        await refuseTaken(await findUserId(trx, instance.id, { kind: 'username', key: name.username_key }), 'username')
      if (fields.external_id && (await isExternalIdTaken(trx, instance.id, fields.external_id)))
        await refuseTaken(user.id, 'external_id')
      await insertUser(trx, user)
      await noteForeignShapes(trx, instance.id, [user.password_hash])
      for (const email of rows) await insertEmail(trx, { ...email, user_id: user.id })
      for (const phone of numbers) await putPhone(trx, phone)
      await storeFactors(trx)
      if (fields.locked) await lockFor(trx, scope, user.id)
      const details = { banned: fields.banned === true, locked: fields.locked === true }
      await record(trx, scope, 'user.created', { actorId: 'backend', userId: user.id, details })
    }),
  )
  return user.id
}

async function refuseTaken(owner: string | null, param_name: string): Promise<void> {
  if (owner !== null) throw new AppError('form_identifier_exists', {}, { meta: { param_name } })
}
