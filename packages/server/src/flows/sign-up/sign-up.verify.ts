import { AppError } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { orFailed } from '../../audit/failed.ts'
import type { Scope } from '../../http/scope.ts'
import { matchCode, sendCode, takeCode } from '../../messages/codes.ts'
import type { Destination } from '../../messages/outgoing.ts'
import { noticeMessage, noticeSms } from '../../messages/templates.ts'
import { inProof } from '../../sessions/renewal.ts'
import { orTaken } from '../../users/taken.ts'
import { findUserId } from '../../users/users.store.ts'
import { createAccount } from './sign-up.finish.ts'
import { loadOpen } from './sign-up.load.ts'
import { type SignUpRow, updateSignUp } from './sign-up.store.ts'

export type VerifyStrategy = 'email_code' | 'phone_code'

/**
 * Sends the code that proves the address or the number. For one that has an account already the answer is the same, and its owner is told
 * instead of getting a code (R109).
 */
export async function prepareVerification(scope: Scope, id: string, strategy: VerifyStrategy): Promise<void> {
  const { row } = await loadOpen(scope, id)
  const { to, isVerified } = strategy === 'phone_code' ? phoneOf(row) : emailOf(row)
  if (isVerified) throw new AppError('verification_already_verified')
  const { instance, language, linkUrl } = scope
  const told = { language, application: instance.application.name, name: 'account_exists' as const }
  const isSms = to.channel === 'sms'
  const kind = isSms ? 'phone_number' : 'email_address'
  const notice = isSms ? noticeSms(told) : noticeMessage({ ...told, url: `${linkUrl}/sign-in` })
  const isTaken = (await findUserId(scope.context.db, instance.id, { kind, key: to.key })) !== null
  await sendCode(scope, {
    purpose: 'sign_up',
    attemptId: row.id,
    user: null,
    identificationId: null,
    to,
    isSent: true,
    // One message goes out in either case, from the same budgets and with the same work (R110).
    instead: isTaken ? notice : undefined,
    asker: { kind: 'newcomer' },
  })
}

/** Proves the address or the number; makes the account and opens its first session when nothing is missing. */
export async function attemptVerification(
  scope: Scope,
  id: string,
  input: { strategy: VerifyStrategy; code: string },
): Promise<void> {
  const { row } = await loadOpen(scope, id)
  const { now } = scope
  const guess = { userId: null, purpose: 'sign_up', strategy: input.strategy }
  const matched = matchCode(scope, { purpose: 'sign_up', attemptId: row.id, epoch: null }, input.code)
  const sent = await orFailed(scope, guess, matched)
  const isPhone = input.strategy === 'phone_code'
  // A code sent to an address that was replaced since, or to the number, proves nothing about the address there is now.
  if (sent.destination_key !== (isPhone ? row.phone_number : row.email_key)) throw new AppError('form_code_incorrect')
  await orTaken(
    inProof(scope, { signUp: row }, async (trx) => {
      await takeCode(trx, scope, sent)
      const proven = isPhone ? { phone_verified_at: now } : { email_verified_at: now }
      if (!(await updateSignUp(trx, id, proven))) throw new AppError('step_not_allowed')
      await record(trx, scope, isPhone ? 'sign_up.phone_verified' : 'sign_up.email_verified', {
        details: { sign_up_id: id },
      })
      await createAccount(trx, scope, id)
    }),
  )
}

interface Claimed {
  to: Destination
  isVerified: boolean
}

function emailOf({ email_address, email_key, email_verified_at }: SignUpRow): Claimed {
  if (!email_address || !email_key) throw new AppError('form_param_missing', { param_name: 'email_address' })
  return { to: { channel: 'email', address: email_address, key: email_key }, isVerified: email_verified_at !== null }
}

function phoneOf({ phone_number: number, phone_country: country, phone_verified_at }: SignUpRow): Claimed {
  if (!number || !country) throw new AppError('form_param_missing', { param_name: 'phone_number' })
  return { to: { channel: 'sms', address: number, key: number, country }, isVerified: phone_verified_at !== null }
}
