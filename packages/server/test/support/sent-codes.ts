import type { CreatedInstance } from '../../src/instances/create.ts'
import type { TestApp } from './app.ts'

/** The code that was last sent to an address or number of a production instance, whose inbox shows nothing: read from the sealed message. */
export async function latestCode(app: TestApp, of: { instance: CreatedInstance }, to: string): Promise<string> {
  const { db, keyring } = app.context
  const { id: owner } = of.instance.instance
  const sent = db.selectFrom('messages').select(['id', 'content_sealed']).where('instance_id', '=', owner)
  const row = await sent
    .where('destination_key', '=', to)
    .where('kind', '=', 'code')
    .orderBy('created_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) throw new Error(`no code was sent to ${to}`)
  const { code } = JSON.parse(keyring.open(row.content_sealed, { purpose: 'message', row: row.id, owner }))
  return code
}
