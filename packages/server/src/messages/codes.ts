import { AppError } from '@countersign/contract'
import { record } from '../audit/audit.ts'
import type { Db, Trx } from '../db/open.ts'
import { keep, rehearse } from '../db/rehearse.ts'
import type { VerificationPurpose } from '../db/schema.ts'
import { transact } from '../db/transact.ts'
import { hostOf } from '../http/cookie-domain.ts'
import { isAllowedOrigin } from '../http/origin.ts'
import type { Scope } from '../http/scope.ts'
import { newId } from '../lib/ids.ts'
import { sixDigits } from '../lib/random.ts'
import { requireCode } from '../lib/typed-code.ts'
import { addressOf } from '../limits/address.ts'
import { noteFailure } from '../limits/alarm.ts'
import { type Asker, groupOf, networkOf } from '../limits/asker.ts'
import { isUnproven, takeUnprovenGuess, triesFor } from '../limits/code-guesses.ts'
import { giveBackUnanswered } from '../limits/unanswered.ts'
import {
  chargeTry,
  claimVerification,
  findLatest,
  hasUsedCode,
  replaceVerification,
  type VerificationRow,
} from './codes.store.ts'
import { noteAnswer } from './conversion.ts'
import type { Message } from './message.ts'
import { tallyMessage, writeMessage } from './outgoing.ts'
import { type SendRequest, takeSend } from './send-limits.ts'
import { tallyRefusal } from './sms-tally.ts'
import { codeMessage, codeSms } from './templates.ts'
import { isTestAddress, testCode } from './test-addresses.ts'
import { inTurn } from './turns.ts'

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
export async function sendCode(scope: Scope, wish: CodeFor): Promise<void> {
  const { context, instance, now } = scope
  const { codes } = instance.settings
  const request = { ...wish, asker: await askerNow(context.db, wish) }
  const isTest = isTestAddress(request.to.key, instance.environment)
  const code = isTest ? testCode : sixDigits(context.random)
  const id = newId('ver', context)
  const isSms = request.to.channel === 'sms'
  const minutes = isSms ? codes.sms_minutes : codes.email_minutes
  const write = async (trx: Trx) => {
    const spend = isTest ? null : await takeSend(trx, scope, request)
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
      asked_by: askedBy(scope, request.asker),
      asked_from: addressOf(scope),
    })
    if (spend === null) return
    const tell = async () => {
      const { language } = scope
      const words = { language, application: instance.application.name, purpose: request.purpose, code, minutes }
      const message = isSms
        ? { kind: 'code', subject: '', body: codeSms({ ...words, host: askingHost(scope) }), code }
        : codeMessage(words)
      const sent = request.instead ?? message
      await writeMessage(trx, scope, request.to, sent, minutes * 60_000)
      const details = { purpose: request.purpose, channel: request.to.channel }
      await record(trx, scope, 'code.sent', { userId: request.user?.id ?? null, details })
      await spend()
      await tallyMessage(trx, scope, request.to, sent)
    }
    // Where nobody may receive it, all of it is done and taken back: the time it takes would tell who has an account (R110).
    await (request.isSent ? keep(trx, tell) : rehearse(trx, tell))
  }
  try {
    const { to } = request
    const written = () => transact(context.db, write)
    await (to.channel === 'sms' ? inTurn(scope, to.country, written) : written())
  } catch (error) {
    if (request.to.channel === 'sms') await tallyRefusal(scope, request.to.country, error)
    throw error
  }
}

/** A right code earlier in the attempt shows that the mailbox or phone is at hand, so strangers cannot use up this one's budget. */
async function askerNow(db: Db, { asker, purpose, attemptId }: CodeFor): Promise<Asker> {
  const isConfirming = asker.kind === 'stranger' && (await hasUsedCode(db, purpose, attemptId))
  return isConfirming ? { kind: 'confirming' } : asker
}

/** Strangers with their network, so that those of one void no codes of another. */
function askedBy(scope: Scope, asker: Asker): string {
  return asker.kind === 'stranger' ? `stranger ${networkOf(scope)}` : groupOf(asker)
}

/**
 * The host of the page that asks, the only one where a browser fills the code in. One that may not ask binds nothing to itself: a script can
 * send any `Referer`, and the phone would fill the code into the page of its author. A native app has no host of its own.
 */
function askingHost({ origin, instance, url }: Scope): string {
  const isOurs = origin !== null && isAllowedOrigin(origin, { instance, url, secure: url.startsWith('https:') })
  return (isOurs && hostOf(origin)) || new URL(url).hostname
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

/** Uses the code up, in the transaction of what it is for; false when somebody who matched it at the same time was faster (R14). */
export async function claimCode(trx: Trx, scope: Scope, row: VerificationRow): Promise<boolean> {
  if (!(await claimVerification(trx, row.id, scope.now))) return false
  await giveBackUnanswered(trx, row)
  if (row.destination_key.startsWith('+')) await noteAnswer(trx, scope, row)
  return true
}

/** As `claimCode`, for callers that go no further without it. */
export async function takeCode(trx: Trx, scope: Scope, row: VerificationRow): Promise<void> {
  if (!(await claimCode(trx, scope, row))) throw new AppError('form_code_incorrect')
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
