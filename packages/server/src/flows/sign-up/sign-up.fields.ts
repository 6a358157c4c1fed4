import { AppError } from '@countersign/contract'
import type { Scope } from '../../http/scope.ts'
import { refuseCountry } from '../../messages/countries.ts'
import { type ReadEmail, readEmailAddress } from '../../users/email-address.ts'
import { metadataText } from '../../users/metadata.ts'
import { checkPassword } from '../../users/password-rules.ts'
import { readPhoneNumber } from '../../users/phone-number.ts'
import { readNewUsername } from '../../users/username.ts'
import { findUserId } from '../../users/users.store.ts'
import type { SignUpRow } from './sign-up.store.ts'

export interface SignUpInput {
  email_address?: string | undefined
  phone_number?: string | undefined
  password?: string | undefined
  username?: string | undefined
  first_name?: string | undefined
  last_name?: string | undefined
  unsafe_metadata?: Record<string, unknown> | null | undefined
  locale?: string | undefined
}

export interface StartInput extends SignUpInput {
  strategy?: string | undefined
  ticket?: string | undefined
}

type Fields = Partial<SignUpRow>

/** What was given, checked and hashed. Only what is named here is ever read (R49). */
export async function readFields(scope: Scope, input: SignUpInput): Promise<Fields> {
  const { settings } = scope.instance
  const email = input.email_address ? readEmail(input.email_address) : null
  const fields: Fields = {
    ...(email ? await emailFields(scope, email) : {}),
    ...(input.phone_number && settings.identifiers.phone_number !== 'off'
      ? await phoneFields(scope, input.phone_number)
      : {}),
  }
  if (input.username && settings.identifiers.username !== 'off')
    fields.username = await readFreeUsername(scope, input.username)
  if (input.password && settings.first_factors.password) {
    const known = { user: { username: input.username ?? null }, emails: email ? [email] : [] }
    await checkPassword(scope, input.password, known)
    fields.password_hash = await scope.context.hasher.hash(input.password)
  }
  if (input.first_name !== undefined) fields.first_name = input.first_name || null
  if (input.last_name !== undefined) fields.last_name = input.last_name || null
  if (input.unsafe_metadata !== undefined)
    fields.unsafe_metadata = metadataText('unsafe_metadata', input.unsafe_metadata)
  if (input.locale !== undefined) fields.locale = input.locale || null
  return fields
}

/** Whether an address was typed that is not the one with this key. */
export function isOtherAddress({ email_address }: SignUpInput, key: string | null): boolean {
  return Boolean(email_address && readEmailAddress(email_address)?.key !== key)
}

function readEmail(input: string): ReadEmail {
  const email = readEmailAddress(input)
  if (!email) throw new AppError('form_param_format_invalid', { param_name: 'email_address' })
  return email
}

/** A new address is a new claim: whatever was verified before does not count for it. */
async function emailFields(scope: Scope, { address, key }: ReadEmail): Promise<Fields> {
  await refuseTaken(scope, { kind: 'email_address', key })
  return { email_address: address, email_key: key, email_verified_at: null }
}

/** As with an address. A country that gets no messages is told here, where another number can still be typed. */
async function phoneFields(scope: Scope, input: string): Promise<Fields> {
  const { number, country } = readPhoneNumber(input, scope.instance.environment)
  refuseCountry(scope.instance, number, country)
  await refuseTaken(scope, { kind: 'phone_number', key: number })
  return { phone_number: number, phone_country: country, phone_verified_at: null }
}

/** Whose address or number it is, is told at once only where the operator chose to (R109). */
async function refuseTaken(scope: Scope, identifier: { kind: 'email_address' | 'phone_number'; key: string }) {
  const { context, instance } = scope
  if (instance.settings.enumeration_protection) return
  if (await findUserId(context.db, instance.id, identifier))
    throw new AppError('form_identifier_exists', {}, { meta: { param_name: identifier.kind } })
}

async function readFreeUsername(scope: Scope, input: string): Promise<string> {
  const name = readNewUsername(input)
  if (!name) throw new AppError('form_param_format_invalid', { param_name: 'username' })
  if (await findUserId(scope.context.db, scope.instance.id, { kind: 'username', key: name.key })) {
    throw new AppError('form_identifier_exists', {}, { meta: { param_name: 'username' } })
  }
  return name.username
}
