import { AppError } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { transact } from '../../db/transact.ts'
import type { Scope } from '../../http/scope.ts'
import { newId } from '../../lib/ids.ts'
import { claimVerification, matchCode, sendCode } from '../../messages/codes.ts'
import { send } from '../../messages/outgoing.ts'
import { noticeMessage } from '../../messages/templates.ts'
import { ensureClient } from '../../sessions/clients.ts'
import { readEmailAddress } from '../../users/email-address.ts'
import { checkPassword } from '../../users/password-rules.ts'
import { orTaken } from '../../users/taken.ts'
import { readNewUsername } from '../../users/username.ts'
import { findUserId } from '../../users/users.store.ts'
import { createAccount } from './sign-up.finish.ts'
import { loadSignUp, requireOpen } from './sign-up.load.ts'
import { insertSignUp, isEmailTaken, type SignUpRow, updateSignUp } from './sign-up.store.ts'

const life = 24 * 3_600_000

export interface SignUpInput {
  email_address?: string | undefined
  password?: string | undefined
  username?: string | undefined
  first_name?: string | undefined
  last_name?: string | undefined
  unsafe_metadata?: Record<string, unknown> | undefined
  locale?: string | undefined
}

type Fields = Pick<
  SignUpRow,
  | 'email_address'
  | 'email_key'
  | 'email_verified_at'
  | 'username'
  | 'password_hash'
  | 'first_name'
  | 'last_name'
  | 'unsafe_metadata'
  | 'locale'
>

/** Begins a sign-up in place of any earlier one of this client. Only the fields named here are ever read (R49). */
export async function startSignUp(scope: Scope, input: SignUpInput): Promise<string> {
  const { context, now } = scope
  const fields = await readFields(scope, input)
  const { client, store, keep } = ensureClient(scope)
  const row: SignUpRow = {
    id: newId('sua', context),
    instance_id: scope.instance.id,
    client_id: client.id,
    email_address: null,
    email_key: null,
    email_verified_at: null,
    username: null,
    password_hash: null,
    first_name: null,
    last_name: null,
    unsafe_metadata: '{}',
    locale: null,
    external_id: null,
    ...fields,
    user_id: null,
    session_id: null,
    created_at: now,
    expires_at: now + life,
  }
  await transact(context.db, async (trx) => {
    await store(trx)
    await insertSignUp(trx, row)
  })
  keep()
  scope.client = { ...client, sign_up_id: row.id }
  // Where nothing has to be verified (a username and a password), the account is made at once.
  const clientToken = await transact(context.db, (trx) => createAccount(trx, scope, row.id))
  if (clientToken) scope.cookie.clientToken = clientToken
  return row.id
}

export async function updateFields(scope: Scope, id: string, input: SignUpInput): Promise<void> {
  requireOpen(await loadSignUp(scope.context.db, scope, id))
  const fields = await readFields(scope, input)
  const clientToken = await orTaken(
    transact(scope.context.db, async (trx) => {
      if (Object.keys(fields).length > 0 && !(await updateSignUp(trx, id, fields)))
        throw new AppError('step_not_allowed')
      return createAccount(trx, scope, id)
    }),
  )
  if (clientToken) scope.cookie.clientToken = clientToken
}

/** What was given, checked and hashed. A new address is a new claim: whatever was verified before does not count for it. */
async function readFields(scope: Scope, input: SignUpInput): Promise<Partial<Fields>> {
  const { settings } = scope.instance
  const fields: Partial<Fields> = {}
  const email = input.email_address ? readEmailAddress(input.email_address) : undefined
  if (email === null) throw new AppError('form_param_format_invalid', { param_name: 'email_address' })
  if (email) {
    if (!settings.enumeration_protection && (await isEmailTaken(scope.context.db, scope.instance.id, email.key))) {
      throw new AppError('form_identifier_exists')
    }
    Object.assign(fields, { email_address: email.address, email_key: email.key, email_verified_at: null })
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
  if (input.unsafe_metadata) fields.unsafe_metadata = JSON.stringify(input.unsafe_metadata)
  if (input.locale !== undefined) fields.locale = input.locale || null
  return fields
}

async function readFreeUsername(scope: Scope, input: string): Promise<string> {
  const name = readNewUsername(input)
  if (!name) throw new AppError('form_param_format_invalid', { param_name: 'username' })
  if (await findUserId(scope.context.db, scope.instance.id, { kind: 'username', key: name.key })) {
    throw new AppError('form_identifier_exists', {}, { meta: { param_name: 'username' } })
  }
  return name.username
}

/**
 * Sends the code that proves the address. For an address that has an account already the answer is the same, and its owner is told
 * instead of getting a code (R109).
 */
export async function prepareVerification(scope: Scope, id: string): Promise<void> {
  const { row } = requireOpen(await loadSignUp(scope.context.db, scope, id))
  if (!row.email_address || !row.email_key) throw new AppError('form_param_missing', { param_name: 'email_address' })
  if (row.email_verified_at !== null) throw new AppError('verification_already_verified')
  const to = { channel: 'email', address: row.email_address, key: row.email_key } as const
  const isTaken = await isEmailTaken(scope.context.db, scope.instance.id, row.email_key)
  await sendCode(scope, {
    purpose: 'sign_up',
    attemptId: row.id,
    user: null,
    identificationId: null,
    to,
    isSent: !isTaken,
  })
  if (!isTaken) return
  const notice = noticeMessage({
    language: scope.language,
    application: scope.instance.application.name,
    name: 'account_exists',
    url: `${scope.url}/sign-in`,
  })
  await transact(scope.context.db, (trx) => send(trx, scope, to, notice))
}

/** Proves the address; makes the account and opens its first session when nothing is missing. */
export async function attemptVerification(scope: Scope, id: string, code: string | undefined): Promise<void> {
  const { row } = requireOpen(await loadSignUp(scope.context.db, scope, id))
  const sent = await matchCode(scope, { purpose: 'sign_up', attemptId: row.id, epoch: null }, code)
  // A code sent to an address that was replaced since proves nothing about the new one.
  if (sent.destination_key !== row.email_key) throw new AppError('form_code_incorrect')
  const clientToken = await orTaken(
    transact(scope.context.db, async (trx) => {
      if (!(await claimVerification(trx, sent.id, scope.now))) throw new AppError('form_code_incorrect')
      if (!(await updateSignUp(trx, id, { email_verified_at: scope.now }))) throw new AppError('step_not_allowed')
      await record(trx, scope, 'sign_up.email_verified', { details: { sign_up_id: id } })
      return createAccount(trx, scope, id)
    }),
  )
  if (clientToken) scope.cookie.clientToken = clientToken
}
