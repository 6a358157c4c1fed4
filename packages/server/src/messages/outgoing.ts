import type { Trx } from '../db/open.ts'
import type { Scope } from '../http/scope.ts'
import { newId } from '../lib/ids.ts'
import { takeOne } from '../limits/windows.store.ts'
import { type PhoneRow, type UserFacts, verifiedEmails, verifiedPhones } from '../users/facts.ts'
import { chargedPrice } from './budget.ts'
import { findLanguage, type Language } from './language.ts'
import type { Message } from './message.ts'
import { insertMessage } from './messages.store.ts'
import { mayTellBySms } from './sms-notice.ts'
import { tallySent } from './sms-tally.ts'
import { type NewsName, type NoticeName, noticeMessage, noticeSms } from './templates.ts'

export type Destination =
  | { channel: 'email'; address: string; key: string }
  | { channel: 'sms'; address: string; key: string; country: string }

const day = 86_400_000

/** Writes a message in the transaction of the change it tells about: either both happen or neither. Its text is sealed (R18, R116). */
export async function send(trx: Trx, scope: Scope, to: Destination, message: Message, life = day): Promise<void> {
  await writeMessage(trx, scope, to, message, life)
  await tallyMessage(trx, scope, to, message)
}

/** As `send`, for callers that do the rest of their work before `tallyMessage`: all messages to a country wait for one tally. */
export async function writeMessage(
  trx: Trx,
  scope: Scope,
  to: Destination,
  message: Message,
  life: number,
): Promise<void> {
  const { context, instance, now } = scope
  const id = newId('msg', context)
  const { kind, ...content } = message
  const isQueued = context.senders[to.channel].length > 0
  await insertMessage(trx, {
    id,
    instance_id: instance.id,
    channel: to.channel,
    kind,
    destination: to.address,
    destination_key: to.key,
    content_sealed: context.keyring.seal(JSON.stringify(content), { purpose: 'message', row: id, owner: instance.id }),
    created_at: now,
    status: isQueued ? 'queued' : 'kept',
    is_kept: instance.environment === 'development' ? 1 : 0,
    country: to.channel === 'sms' ? to.country : null,
    tries: 0,
    next_at: isQueued ? now : null,
    expires_at: now + life,
    transport: null,
    provider_id: null,
    sent_at: null,
    problem: null,
    price: to.channel === 'sms' ? chargedPrice(scope, to.country) : 0,
    receipt: null,
    receipt_at: null,
  })
  if (isQueued) context.onQueued()
}

export async function tallyMessage(trx: Trx, scope: Scope, to: Destination, message: Message): Promise<void> {
  if (to.channel === 'sms') await tallySent(trx, scope, to.country, message.code !== undefined)
}

/** The owner’s own language: a notice about an intruder must not come in the intruder’s (R73). The request’s, while the owner’s is unknown. */
export function languageFor(scope: Pick<Scope, 'language'>, { user }: Pick<UserFacts, 'user'>): Language {
  return (user.locale === null ? undefined : findLanguage(user.locale)) ?? scope.language
}

/** By SMS, without a link: links in an SMS are what thieves send. */
export async function tellBySms(
  trx: Trx,
  scope: Scope,
  phone: Pick<PhoneRow, 'number' | 'country'>,
  name: NoticeName,
  language: Language,
): Promise<void> {
  const { number, country } = phone
  if (!(await mayTellBySms(trx, scope, phone))) return
  const message = noticeSms({ language, application: scope.instance.application.name, name })
  await send(trx, scope, { channel: 'sms', address: number, key: number, country }, message)
}

/**
 * Tells news to every verified address of the user, or to their numbers if they have none. Changes go another way, which can take them back
 * (`changes/tell.ts`).
 */
export async function notify(trx: Trx, scope: Scope, facts: UserFacts, name: NewsName, detail?: string): Promise<void> {
  const { instance, linkUrl } = scope
  const language = languageFor(scope, facts)
  const message = noticeMessage({
    language,
    application: instance.application.name,
    name,
    url: `${linkUrl}/user`,
    detail,
  })
  for (const email of verifiedEmails(facts))
    await send(trx, scope, { channel: 'email', address: email.address, key: email.address_key }, message)
  if (verifiedEmails(facts).length > 0) return
  for (const phone of verifiedPhones(facts)) await tellBySms(trx, scope, phone, name, language)
}

/** As `notify`, at most once a day for each user: an attacker must not be able to fill a mailbox (R63). */
export async function notifyDaily(trx: Trx, scope: Scope, facts: UserFacts, name: NewsName): Promise<void> {
  await notifySeldom(trx, scope, facts, name, day)
}

/** As `notify`, once in `length` milliseconds for each user; false when that was used up. */
export async function notifySeldom(
  trx: Trx,
  scope: Scope,
  facts: UserFacts,
  name: NewsName,
  length: number,
  detail?: string,
): Promise<boolean> {
  const isWithin = await isFirstIn(trx, scope, { subject: facts.user.id, name, length })
  if (isWithin) await notify(trx, scope, facts, name, detail)
  return isWithin
}

/** For callers that count by something else than a user. */
export function isFirstToday(trx: Trx, scope: Scope, subject: string, name: NewsName): Promise<boolean> {
  return isFirstIn(trx, scope, { subject, name, length: day })
}

async function isFirstIn(trx: Trx, scope: Scope, told: { subject: string; name: NewsName; length: number }) {
  const { subject, name, length } = told
  const { isWithin } = await takeOne(trx, { key: `notice|${subject}|${name}`, now: scope.now, length, most: 1 })
  return isWithin
}
