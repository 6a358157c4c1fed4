import { AppError } from '@countersign/contract'
import { record } from '../audit/audit.ts'
import type { Trx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import type { Scope } from '../http/scope.ts'
import { newId } from '../lib/ids.ts'
import { sealedUrl, shownUrl } from './endpoint-url.ts'
import {
  deleteEndpoint,
  type EndpointRow,
  findEndpoint,
  holdInstance,
  insertEndpoint,
  insertSecret,
  listEndpoints,
  noteWanted,
  retireSecrets,
  updateEndpoint,
} from './endpoints.store.ts'
import { failQueued } from './queue.store.ts'
import { newSecret } from './signature.ts'
import { isTargetUrl, placeOf } from './target.ts'

/** Each event is a row and a request for each of them. */
export const mostEndpoints = 20
/** How long the secret that was replaced signs beside the new one. */
export const overlap = 24 * 3_600_000

export interface EndpointFields {
  url: string
  description: string
  events: string[]
}

export type EndpointChange = { [Field in keyof EndpointFields]?: EndpointFields[Field] | undefined } & {
  enabled?: boolean | undefined
}

/** A secret is told here, and never again: whoever lost it rotates. */
export async function addEndpoint(
  scope: Scope,
  actorId: string,
  fields: EndpointFields,
): Promise<{ row: EndpointRow; secret: string }> {
  const { context, instance, now } = scope
  requireTarget(scope, fields.url)
  const its = { id: newId('ep', context), instance_id: instance.id }
  const row: EndpointRow = {
    ...its,
    ...sealedUrl(context, its, fields.url),
    description: fields.description,
    events: JSON.stringify(fields.events),
    created_at: now,
    updated_at: now,
    failing_since: null,
    disabled_at: null,
    disabled_why: null,
  }
  const secret = newSecret(context.random)
  await change(scope, async (trx) => {
    if ((await listEndpoints(trx, instance.id)).length >= mostEndpoints) throw new AppError('webhook_endpoints_full')
    await insertEndpoint(trx, row)
    await storeSecret(trx, scope, row.id, secret)
    const details = { endpoint_id: row.id, url: row.url, events: fields.events }
    await record(trx, scope, 'webhook_endpoint.added', { actorId, details })
  })
  return { row, secret }
}

export async function changeEndpoint(
  scope: Scope,
  actorId: string,
  id: string,
  wish: EndpointChange,
): Promise<EndpointRow> {
  const { enabled, description, events } = wish
  return change(scope, async (trx) => {
    const row = await requireEndpoint(trx, scope, id)
    // What was shown and comes back is no new address.
    const url = wish.url === shownUrl(row) ? undefined : wish.url
    if (url !== undefined) requireTarget(scope, url)
    const isToggled = enabled !== undefined && enabled !== (row.disabled_at === null)
    const changed: EndpointRow = {
      ...row,
      ...(url === undefined ? {} : sealedUrl(scope.context, row, url)),
      description: description ?? row.description,
      events: events ? JSON.stringify(events) : row.events,
      ...(isToggled ? toggled(enabled, scope.now) : {}),
      updated_at: scope.now,
    }
    await updateEndpoint(trx, id, changed)
    if (isToggled && !enabled) await failQueued(trx, id)
    const { url: _, ...others } = wish
    const details = { endpoint_id: id, ...others, ...(url === undefined ? {} : { url: changed.url }) }
    await record(trx, scope, 'webhook_endpoint.changed', { actorId, details })
    return changed
  })
}

/** Enabled again, it begins without a past. */
function toggled(isEnabled: boolean, now: number) {
  return isEnabled
    ? { disabled_at: null, disabled_why: null, failing_since: null }
    : { disabled_at: now, disabled_why: 'operator' as const }
}

/** With everything that was on its way to it. */
export async function removeEndpoint(scope: Scope, actorId: string, id: string): Promise<void> {
  await change(scope, async (trx) => {
    const row = await requireEndpoint(trx, scope, id)
    await deleteEndpoint(trx, id)
    const details = { endpoint_id: id, url: shownUrl(row) }
    await record(trx, scope, 'webhook_endpoint.removed', { actorId, details })
  })
}

/** The old secret signs for another day, so that the receiver can change over without losing an event. */
export async function rotateSecret(
  scope: Scope,
  actorId: string,
  id: string,
): Promise<{ row: EndpointRow; secret: string }> {
  const secret = newSecret(scope.context.random)
  return change(scope, async (trx) => {
    const row = await requireEndpoint(trx, scope, id)
    await retireSecrets(trx, id, scope.now + overlap)
    await storeSecret(trx, scope, id, secret)
    await record(trx, scope, 'webhook_endpoint.secret_rotated', { actorId, details: { endpoint_id: id } })
    return { row, secret }
  })
}

export async function requireEndpoint(
  trx: Trx | Scope['context']['db'],
  scope: Scope,
  id: string,
): Promise<EndpointRow> {
  const row = await findEndpoint(trx, scope.instance.id, id)
  if (!row) throw new AppError('resource_not_found')
  return row
}

function change<Result>(scope: Scope, work: (trx: Trx) => Promise<Result>): Promise<Result> {
  const { context, instance, now } = scope
  return transact(context.db, async (trx) => {
    await holdInstance(trx, instance.id, now)
    const result = await work(trx)
    await noteWanted(trx, instance.id)
    return result
  })
}

async function storeSecret(trx: Trx, { context, instance, now }: Scope, endpointId: string, secret: string) {
  const id = newId('wsec', context)
  await insertSecret(trx, {
    id,
    instance_id: instance.id,
    endpoint_id: endpointId,
    secret_sealed: context.keyring.seal(secret, { purpose: 'webhook', row: id, owner: endpointId }),
    created_at: now,
    expires_at: null,
  })
}

function requireTarget({ context, instance }: Scope, url: string): void {
  const place = placeOf(context.config, instance)
  if (!isTargetUrl(url, place)) throw new AppError('webhook_url_not_allowed')
}
