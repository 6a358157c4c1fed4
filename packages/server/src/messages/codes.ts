import { AppError } from '@countersign/contract'
import { record } from '../audit/audit.ts'
import type { Trx } from '../db/open.ts'
import { keep, rehearse } from '../db/rehearse.ts'
import type { VerificationPurpose } from '../db/schema.ts'
import { transact } from '../db/transact.ts'
import { isAllowedOrigin } from '../http/origin.ts'
import type { Scope } from '../http/scope.ts'
import { newId } from '../lib/ids.ts'
import { sixDigits } from '../lib/random.ts'
import { noteFailure } from '../limits/alarm.ts'
import { isUnproven, takeUnprovenGuess, triesFor } from '../limits/code-guesses.ts'
import { chargeTry, claimVerification, findLatest, replaceVerification, type VerificationRow } from './codes.store.ts'
import type { Message } from './message.ts'
import { send } from './outgoing.ts'
import { type SendRequest, takeSend } from './send-limits.ts'
import { tallyRefusal } from './sms-tally.ts'
import { codeMessage, codeSms } from './templates.ts'
import { isTestAddress, testCode } from './test-addresses.ts'

/** What a code is bound to; a code of another attempt, purpose, user or destination never fits (R15). */
export interface CodeFor extends SendRequest {
  purpose: VerificationPurpose
  attemptId: string
  /** Null behind an unknown identifier: everything happens but the sending. */
  user: { id: string; epoch: number } | null
  identificationId: string | null
  /** What goes out in the code's place: what its owner is told of a number that has an account (R109). */
  instead?: Message | undefined
}

/** Makes a code in place of the attempt's earlier one and writes its message, in one transaction (R14, R17). */
export async function sendCode(scope: Scope, request: CodeFor): Promise<void> {
  const { context, instance, now } = scope
  const { codes } = instance.settings
  const isTest = isTestAddress(request.to.key, instance.environment)
  const code = isTest ? testCode : sixDigits(context.random)
  const id = newId('ver', context)
  const isSms = request.to.channel === 'sms'
  const minutes = isSms ? codes.sms_minutes : codes.email_minutes
  const write = async (trx: Trx) => {
    if (!isTest) await takeSend(trx, scope, request)
    await replaceVerification(trx, {
      id,
      instance_id: instance.id,
      purpose: request.purpose,
      attempt_id: request.attemptId,
      user_id: request.user?.id ?? null,
      epoch: request.user?.epoch ?? 0,
      identification_id: request.identificationId,
      destination_key: request.to.key,
      code_mac: context.keyring.mac('code', codeValue(request.purpose, request.attemptId, code)),
      tries: 0,
      max_tries: isTest ? codes.attempts : await triesFor(trx, scope, request.purpose, request.to.key),
      sent_at: now,
      expires_at: now + minutes * 60_000,
      used_at: null,
      void_at: null,
    })
    if (isTest) return
    const tell = async () => {
      const { language } = scope
      const words = { language, application: instance.application.name, purpose: request.purpose, code, minutes }
      const message = isSms
        ? { kind: 'code', subject: '', body: codeSms({ ...words, host: askingHost(scope) }), code }
        : codeMessage(words)
      await send(trx, scope, request.to, request.instead ?? message, minutes * 60_000)
      const details = { purpose: request.purpose, channel: request.to.channel }
      await record(trx, scope, 'code.sent', { userId: request.user?.id ?? null, details })
    }
    // Where nobody may receive it, all of it is done and taken back: the time it takes would tell who has an account (R110).
    await (request.isSent ? keep(trx, tell) : rehearse(trx, tell))
  }
  try {
    await transact(context.db, write)
  } catch (error) {
    if (request.to.channel === 'sms') await tallyRefusal(scope, request.to.country, error)
    throw error
  }
}

/**
 * The host of the page that asks, the only one where a browser fills the code in. One that may not ask binds nothing to itself: a script can
 * send any `Referer`, and the phone would fill the code into the page of its author.
 */
function askingHost({ origin, instance, url }: Scope): string {
  const isOurs = origin !== null && isAllowedOrigin(origin, { instance, url, secure: url.startsWith('https:') })
  return new URL(isOurs ? origin : url).hostname
}

export interface Guess {
  purpose: VerificationPurpose
  attemptId: string
  /** The epoch the user has now; null behind an unknown identifier. */
  epoch: number | null
}

/**
 * Spends one try and compares. Resolves to the verification, which the caller claims in the transaction that advances its attempt.
 * A correct code that belongs to nobody is still wrong.
 */
export async function matchCode(scope: Scope, guess: Guess, input: string | undefined): Promise<VerificationRow> {
  const code = requireCode(input)
  const row = await chargeTry(scope.context.db, guess.purpose, guess.attemptId, scope.now)
  if (!row) throw await whyNot(scope, guess)
  const taken = await takeUnprovenGuess(scope, { purpose: guess.purpose, destination: row.destination_key })
  const isRight = scope.context.keyring.isMac('code', codeValue(guess.purpose, guess.attemptId, code), row.code_mac)
  if (!isRight || (row.user_id !== null && row.epoch !== guess.epoch)) {
    // The others are counted by `prove`.
    if (isUnproven(guess.purpose)) await noteFailure(scope)
    throw new AppError('form_code_incorrect')
  }
  await taken()
  return row
}

export { claimVerification }

/** Uses a matched code up with whatever else its transaction does. Of those who matched it at the same time, all but one are refused (R14). */
export async function takeCode(trx: Trx, id: string, now: number): Promise<void> {
  if (!(await claimVerification(trx, id, now))) throw new AppError('form_code_incorrect')
}

/** The six digits, or the error for what is no code at all. */
export function requireCode(input: string | undefined): string {
  if (input === undefined || input === '') throw new AppError('form_param_missing', { param_name: 'code' })
  const digits = input.replaceAll(' ', '')
  if (!/^[0-9]{6}$/.test(digits) || input.includes('\n'))
    throw new AppError('form_param_format_invalid', { param_name: 'code' })
  return digits
}

async function whyNot(scope: Scope, guess: Guess): Promise<AppError> {
  const latest = await findLatest(scope.context.db, guess.purpose, guess.attemptId)
  if (!latest) return new AppError('verification_missing')
  if (latest.used_at !== null) return new AppError('verification_already_verified')
  if (latest.tries >= latest.max_tries) return new AppError('verification_failed')
  return new AppError('verification_expired')
}

function codeValue(purpose: VerificationPurpose, attemptId: string, code: string): string {
  return `${purpose}|${attemptId}|${code}`
}
