import type { Before } from '../../changes/before.ts'
import type { Kept } from '../../changes/kept.ts'
import type { Trx } from '../../db/open.ts'
import type { Scope } from '../../http/scope.ts'
import { languageFor, send, tellBySms } from '../../messages/outgoing.ts'
import { type NoticeName, noticeMessage, noticeTitle } from '../../messages/templates.ts'

/**
 * Tells of an undo on every address and number there was, before and after: had the undo itself been the attack, its victim must hear of it
 * wherever they can be reached (R73). No link takes an undo back; that is for an operator to decide.
 */
export async function tellUndone(
  trx: Trx,
  scope: Scope,
  before: Before,
  kept: Kept,
  change: NoticeName,
): Promise<void> {
  const language = languageFor(scope, before.facts)
  const message = noticeMessage({
    language,
    application: scope.instance.application.name,
    name: 'account_undone',
    url: `${scope.linkUrl}/user`,
    detail: noticeTitle(language, change),
  })
  const emails = new Map([...before.kept.emails, ...kept.emails].map((email) => [email.address_key, email.address]))
  for (const [key, address] of emails) await send(trx, scope, { channel: 'email', address, key }, message)
  const phones = new Map([...before.kept.phones, ...kept.phones].map((phone) => [phone.number, phone]))
  for (const phone of phones.values()) await tellBySms(trx, scope, phone, 'account_undone', language)
}
