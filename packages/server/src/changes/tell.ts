import type { Trx } from '../db/open.ts'
import type { Scope } from '../http/scope.ts'
import { hashToken } from '../lib/hashing.ts'
import { newId } from '../lib/ids.ts'
import { token } from '../lib/random.ts'
import { languageFor, send, tellBySms } from '../messages/outgoing.ts'
import { type ChangeName, noticeMessage } from '../messages/templates.ts'
import type { PhoneRow } from '../users/facts.ts'
import { type Before, storeBefore } from './before.ts'
import { linkLife, settledEmails } from './kept.ts'
import { insertLink } from './snapshots.store.ts'

/**
 * Tells of a change to how an account is entered: every address that was verified before it, the removed one included, each with a link
 * of its own that takes the change back (R72, R73). `numbers` are told by SMS besides: the one that went, or those that got company (R22).
 */
export async function tellChange(
  trx: Trx,
  scope: Scope,
  before: Before,
  name: ChangeName,
  numbers: readonly PhoneRow[] = [],
): Promise<void> {
  const { facts, kept } = before
  const language = languageFor(scope, facts)
  const snapshotId = await storeBefore(trx, scope, before, name)
  const mayUndo = new Set(settledEmails(kept.emails, scope.now))
  for (const email of kept.emails) {
    const undoUrl = mayUndo.has(email) ? await makeLink(trx, scope, facts.user.id, snapshotId) : undefined
    const application = scope.instance.application.name
    const message = noticeMessage({ language, application, name, url: `${scope.linkUrl}/user`, undoUrl })
    await send(trx, scope, { channel: 'email', address: email.address, key: email.address_key }, message)
  }
  // Whoever has no mailbox is told on every number.
  const told = kept.emails.length === 0 ? kept.phones : numbers
  for (const phone of told) await tellBySms(trx, scope, phone, name, language)
}

/** In the fragment, which no server, log or referrer gets to see. */
async function makeLink(trx: Trx, scope: Scope, userId: string, snapshotId: string): Promise<string> {
  const { context, instance, now, linkUrl } = scope
  const value = token(context.random)
  await insertLink(trx, {
    id: newId('undo', context),
    instance_id: instance.id,
    user_id: userId,
    snapshot_id: snapshotId,
    token_hash: hashToken(value),
    created_at: now,
    expires_at: now + linkLife,
    used_at: null,
  })
  return `${linkUrl}/undo#token=${value}`
}
