import type { Selectable, Updateable } from 'kysely'
import type { Db, Trx } from '../db/open.ts'
import type { WebhookEndpointTable, WebhookSecretTable } from '../db/schema.ts'

export type EndpointRow = Selectable<WebhookEndpointTable>
export type SecretRow = Selectable<WebhookSecretTable>

/** Comes before every change: of two at once, the later sees what the earlier did, and so does the list of what is wanted. */
export async function holdInstance(trx: Trx, id: string, now: number): Promise<void> {
  await trx.updateTable('instances').set({ updated_at: now }).where('id', '=', id).execute()
}

/** Comes after every change: writes down with the instance what its enabled endpoints want. */
export async function noteWanted(trx: Trx, instanceId: string): Promise<void> {
  const rows = (await listEndpoints(trx, instanceId)).filter((row) => row.disabled_at === null)
  const lists = rows.map((row): string[] => JSON.parse(row.events))
  const wanted = lists.some((list) => list.length === 0) ? ['*'] : [...new Set(lists.flat())].sort()
  await trx
    .updateTable('instances')
    .set({ webhook_events: JSON.stringify(wanted) })
    .where('id', '=', instanceId)
    .execute()
}

/** Oldest first. */
export function listEndpoints(db: Db | Trx, instanceId: string): Promise<EndpointRow[]> {
  return db
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('instance_id', '=', instanceId)
    .orderBy('created_at')
    .orderBy('id')
    .execute()
}

export function findEndpoint(db: Db | Trx, instanceId: string, id: string): Promise<EndpointRow | undefined> {
  return db
    .selectFrom('webhook_endpoints')
    .selectAll()
    .where('instance_id', '=', instanceId)
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function insertEndpoint(trx: Trx, row: EndpointRow): Promise<void> {
  await trx.insertInto('webhook_endpoints').values(row).execute()
}

export async function updateEndpoint(trx: Trx, id: string, change: Updateable<WebhookEndpointTable>): Promise<void> {
  await trx.updateTable('webhook_endpoints').set(change).where('id', '=', id).execute()
}

/** It takes deliveries again, whoever noted meanwhile that it does not. */
export async function endFailing(trx: Trx, id: string): Promise<void> {
  await trx
    .updateTable('webhook_endpoints')
    .set({ failing_since: null })
    .where('id', '=', id)
    .where('failing_since', 'is not', null)
    .execute()
}

export async function deleteEndpoint(trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom('webhook_endpoints').where('id', '=', id).execute()
}

/** Whose address is not sealed yet. */
export function plainEndpoints(db: Db): Promise<EndpointRow[]> {
  return db.selectFrom('webhook_endpoints').selectAll().where('url_sealed', '=', '').execute()
}

/** Only while the address still is what was sealed. */
export async function sealPlain(
  db: Db,
  { id, url }: Pick<EndpointRow, 'id' | 'url'>,
  change: Pick<EndpointRow, 'url' | 'url_sealed'>,
): Promise<void> {
  await db
    .updateTable('webhook_endpoints')
    .set(change)
    .where('id', '=', id)
    .where('url', '=', url)
    .where('url_sealed', '=', '')
    .execute()
}

/** Those that sign now. */
export function liveSecrets(db: Db | Trx, endpointId: string, now: number): Promise<SecretRow[]> {
  return db
    .selectFrom('webhook_secrets')
    .selectAll()
    .where('endpoint_id', '=', endpointId)
    .where((eb) => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', now)]))
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
}

export async function insertSecret(trx: Trx, row: SecretRow): Promise<void> {
  await trx.insertInto('webhook_secrets').values(row).execute()
}

/** The newest one signs until `until` beside the one that takes its place; older ones sign no more. */
export async function retireSecrets(trx: Trx, endpointId: string, until: number): Promise<void> {
  const secrets = trx.deleteFrom('webhook_secrets').where('endpoint_id', '=', endpointId)
  await secrets.where('expires_at', 'is not', null).execute()
  await trx.updateTable('webhook_secrets').set({ expires_at: until }).where('endpoint_id', '=', endpointId).execute()
}
