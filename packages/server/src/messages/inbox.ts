import type { MessageView } from '@countersign/contract'
import { openOrNote } from '../audit/unreadable.ts'
import type { Scope } from '../http/scope.ts'
import { listMessages, type MessageRow } from './messages.store.ts'

/** The development inbox, newest last. Only development instances have a route to it. */
export async function readInbox(
  scope: Pick<Scope, 'context' | 'instance'>,
  destinationKey?: string,
): Promise<MessageView[]> {
  const { context, instance } = scope
  const rows = await listMessages(context.db, instance.id, destinationKey)
  const about = { context, now: context.clock.now(), instance }
  return Promise.all(
    rows.map(async (row) => ({
      ...((await openOrNote(about, () => openContent(scope, row))) ?? damaged),
      id: row.id,
      channel: row.channel,
      to: row.destination,
      created_at: row.created_at,
    })),
  )
}

const damaged = { body: 'This message cannot be decrypted.' }

function openContent(
  scope: Pick<Scope, 'context'>,
  row: MessageRow,
): Pick<MessageView, 'subject' | 'body' | 'code' | 'link'> {
  const { html: _sameWords, ...content } = JSON.parse(
    scope.context.keyring.open(row.content_sealed, { purpose: 'message', row: row.id, owner: row.instance_id }),
  )
  return content
}
