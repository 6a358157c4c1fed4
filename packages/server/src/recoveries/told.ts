import type { Trx } from '../db/open.ts'
import type { Scope } from '../http/scope.ts'
import { deviceDetail, recoveryDetail } from '../messages/details.ts'
import { languageFor, send, tellBySms } from '../messages/outgoing.ts'
import { noticeMessage } from '../messages/templates.ts'
import { type UserFacts, verifiedEmails, verifiedPhones } from '../users/facts.ts'
import type { RecoveryRow } from './recoveries.store.ts'

/**
 * Every address and every number, whatever was proven to start it: had somebody else started it, the owner must hear of it wherever they
 * can be reached (R78). The token travels in the fragment, which no server, log or referrer gets to see; a text message has no link.
 */
export async function tellStarted(
  trx: Trx,
  scope: Scope,
  facts: UserFacts,
  row: RecoveryRow,
  cancelToken: string,
): Promise<void> {
  const language = languageFor(scope, facts)
  const name = row.started_by === 'user' ? 'recovery_started' : 'mfa_reset_started'
  const when = recoveryDetail(language, row.ready_at, row.expires_at)
  const from = row.started_by === 'user' ? `\n${deviceDetail(language, row.user_agent, scope.ip)}` : ''
  const message = noticeMessage({
    language,
    application: scope.instance.application.name,
    name,
    url: `${scope.linkUrl}/recovery#token=${cancelToken}`,
    detail: `${when}${from}`,
  })
  for (const { address, address_key: key } of verifiedEmails(facts))
    await send(trx, scope, { channel: 'email', address, key }, message)
  for (const phone of verifiedPhones(facts)) await tellBySms(trx, scope, phone, name, language)
}
