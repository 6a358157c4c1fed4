import type { MessageView } from '@countersign/contract'
import { openOrNote } from '../audit/unreadable.ts'
import type { Scope } from '../http/scope.ts'
import { findKept, listMessages, type MessageRow } from './messages.store.ts'

/** The development inbox, newest last. Only development instances have a route to it. */
export async function readInbox(
  scope: Pick<Scope, 'context' | 'instance'>,
  destinationKey?: string,
): Promise<MessageView[]> {
  const { context, instance } = scope
  const rows = await listMessages(context.db, instance.id, destinationKey)
  return Promise.all(
    rows.map(async (row) => ({
      ...(await contentOf(scope, row)),
      id: row.id,
      channel: row.channel,
      to: row.destination,
      created_at: row.created_at,
    })),
  )
}

type Content = Pick<MessageView, 'subject' | 'body' | 'code' | 'link'>

/** What one message says; null outside development instances, and where its text was not kept. */
export async function readKept(scope: Pick<Scope, 'context' | 'instance'>, id: string): Promise<Content | null> {
  const { context, instance } = scope
  const row = instance.environment === 'development' ? await findKept(context.db, instance.id, id) : undefined
  return row ? contentOf(scope, row) : null
}

async function contentOf(
  { context, instance }: Pick<Scope, 'context' | 'instance'>,
  row: MessageRow,
): Promise<Content> {
  const about = { context, now: context.clock.now(), instance }
  return (await openOrNote(about, () => openContent({ context }, row))) ?? damaged
}

const damaged = { body: 'This message cannot be decrypted.' }

function openContent(scope: Pick<Scope, 'context'>, row: MessageRow): Content {
  const { html: _sameWords, ...content } = JSON.parse(
    scope.context.keyring.open(row.content_sealed, { purpose: 'message', row: row.id, owner: row.instance_id }),
  )
  return content
}
