import { record } from '../audit/audit.ts'
import { openOrNote } from '../audit/unreadable.ts'
import type { Context } from '../context.ts'
import { transact } from '../db/transact.ts'
import { findById } from '../instances/instances.store.ts'
import { newId } from '../lib/ids.ts'
import { countTry } from './counts.ts'
import { openUrl } from './endpoint-url.ts'
import {
  type EndpointRow,
  endFailing,
  findEndpoint,
  holdInstance,
  liveSecrets,
  noteWanted,
  updateEndpoint,
} from './endpoints.store.ts'
import { handOver, type Request, type Tried } from './hand-over.ts'
import { type DeliveryRow, failQueued, insertAttempt, readBody, settle } from './queue.store.ts'
import { isTaken, nextAfter, whyDisabled } from './schedule.ts'
import { signedHeaders } from './signature.ts'
import { placeOf } from './target.ts'

/** One try of one delivery. Null when there was nothing to try: its endpoint went meanwhile. */
export async function deliver(context: Context, row: DeliveryRow, timeout: number): Promise<Tried | null> {
  const { db, clock, config, network } = context
  const at = clock.now()
  const endpoint = await findEndpoint(db, row.instance_id, row.endpoint_id)
  const instance = await findById(db, row.instance_id)
  const body = await readBody(db, row.event_id)
  if (!endpoint || !instance || body === undefined) return null
  const request = await signed(context, row, endpoint, { body, at })
  const tried = request ? await handOver(network, placeOf(config, instance), request, timeout) : undecipherable
  countTry(context, isTaken(tried.status))
  await writeDown(context, row, endpoint, tried, at)
  return tried
}

const undecipherable: Tried = {
  status: null,
  problem:
    'The address or the signing secret of this endpoint cannot be decrypted. Set the address, or rotate the secret.',
  restMilliseconds: 0,
  milliseconds: 0,
}

/** Null when the address or every secret is damaged: nothing goes out unsigned. With one of two secrets left, that one signs. */
async function signed(
  context: Context,
  row: DeliveryRow,
  endpoint: EndpointRow,
  { body, at }: { body: string; at: number },
): Promise<Request | null> {
  const { db, keyring } = context
  const about = { context, now: at, instance: { id: row.instance_id } }
  const url = await openOrNote(about, () => openUrl(context, endpoint))
  const opened = (await liveSecrets(db, endpoint.id, at)).map(({ id, secret_sealed }) =>
    openOrNote(about, () => keyring.open(secret_sealed, { purpose: 'webhook', row: id, owner: endpoint.id })),
  )
  const secrets = (await Promise.all(opened)).filter((secret) => secret !== null)
  if (url === null || secrets.length === 0) return null
  return { url, body, headers: signedHeaders(secrets, row.event_id, at, body) }
}

async function writeDown(context: Context, row: DeliveryRow, endpoint: EndpointRow, tried: Tried, at: number) {
  const { clock, db } = context
  const now = clock.now()
  const next = nextAfter(tried, row.tries, now)
  const { status, problem, milliseconds } = tried
  const attempt = { id: newId('try', context), delivery_id: row.id, at, milliseconds, response_status: status, problem }
  const why = await transact(db, async (trx) => {
    await insertAttempt(trx, attempt)
    if (!(await settle(trx, row, next, next.status === 'delivered' ? now : null))) return null
    if (isTaken(status)) {
      await endFailing(trx, endpoint.id)
      return null
    }
    await holdInstance(trx, row.instance_id, now)
    const current = await findEndpoint(trx, row.instance_id, endpoint.id)
    if (!current || current.disabled_at !== null) return null
    const failingSince = current.failing_since ?? now
    const disabled = whyDisabled(status, failingSince, now)
    const change = disabled ? { disabled_at: now, disabled_why: disabled } : {}
    await updateEndpoint(trx, endpoint.id, { failing_since: failingSince, ...change })
    if (disabled === null) return null
    await failQueued(trx, endpoint.id)
    await noteWanted(trx, row.instance_id)
    const scope = { context, now, instance: { id: row.instance_id } }
    const details = { endpoint_id: endpoint.id, why: disabled }
    await record(trx, scope, 'webhook_endpoint.disabled', { actorId: 'machine', details })
    return disabled
  })
  const about = { instanceId: row.instance_id, endpointId: endpoint.id, deliveryId: row.id }
  if (problem !== null) context.log.info({ ...about, problem }, 'a webhook was not taken')
  if (why) {
    const words = why === 'gone' ? 'its receiver says that it is gone' : 'nothing was taken for five days'
    context.log.error(
      about,
      `a webhook endpoint was switched off: ${words}. Mend the receiver, then switch it on again`,
    )
  }
}
