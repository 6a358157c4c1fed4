import type { Insertable } from 'kysely'
import type { Context } from '../../src/context.ts'
import type { MessageTable } from '../../src/db/schema.ts'

export function messageRow(
  { keyring }: Pick<Context, 'keyring'>,
  id: string,
  now: number,
  change: Partial<Insertable<MessageTable>> = {},
): Insertable<MessageTable> {
  const content = JSON.stringify({ subject: 'Your code', body: `code of ${id}` })
  return {
    id,
    instance_id: 'ins_1',
    channel: 'sms',
    kind: 'code',
    destination: '+4915112345678',
    destination_key: '+4915112345678',
    content_sealed: keyring.seal(content, { purpose: 'message', row: id, owner: 'ins_1' }),
    created_at: now,
    status: 'queued',
    is_kept: 0,
    country: 'DE',
    next_at: now,
    expires_at: now + 600_000,
    ...change,
  }
}

/** A message in the outbox, of an instance that has a row of its own. */
export async function queueMessage(
  context: Pick<Context, 'keyring' | 'db' | 'clock'>,
  id: string,
  change: Partial<Insertable<MessageTable>> = {},
): Promise<void> {
  await context.db
    .insertInto('messages')
    .values(messageRow(context, id, context.clock.now(), change))
    .execute()
}
