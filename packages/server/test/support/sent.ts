import type { CreatedInstance } from '../../src/instances/create.ts'
import type { TestApp } from './app.ts'

export interface Sent {
  link?: string
  code?: string
  body: string
  html?: string
}

/** The messages to an address or number, oldest first, as the owner of a production instance's database would read them. */
export async function sentTo({ context }: TestApp, { instance }: CreatedInstance, to: string): Promise<Sent[]> {
  const rows = await context.db
    .selectFrom('messages')
    .select(['id', 'content_sealed'])
    .where('instance_id', '=', instance.id)
    .where('destination', '=', to)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
  return rows.map(({ id, content_sealed }) =>
    JSON.parse(context.keyring.open(content_sealed, { purpose: 'message', row: id, owner: instance.id })),
  )
}

export async function codeTo(app: TestApp, instance: CreatedInstance, to: string): Promise<string> {
  return (await sentTo(app, instance, to)).findLast(({ code }) => code)?.code ?? ''
}
