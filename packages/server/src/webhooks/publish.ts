import { atLast } from '../db/at-last.ts'
import type { Trx } from '../db/open.ts'
import type { Scope } from '../http/scope.ts'
import type { Instance } from '../instances/instance.ts'
import { newId } from '../lib/ids.ts'
import type { EventType } from './event-types.ts'
import { endpointsFor, insertEvent } from './publish.store.ts'

/** Known with the instance, which every request has read: where nobody listens, nothing is asked and nothing is written. */
export function isWanted({ webhookEvents }: Pick<Instance, 'webhookEvents'>, ...types: string[]): boolean {
  return webhookEvents.includes('*') || types.some((type) => webhookEvents.includes(type))
}

/** Writes an event for every endpoint that wants it, in the transaction of what it tells of: neither exists without the other. */
export async function publish(trx: Trx, scope: Scope, type: EventType, data: object): Promise<void> {
  if (!isWanted(scope.instance, type)) return
  await queueEvent(trx, scope, type, data, await endpointsFor(trx, scope.instance.id, type))
}

export async function queueEvent(
  trx: Trx,
  scope: Scope,
  type: string,
  data: object,
  endpoints: readonly string[],
): Promise<string | null> {
  const { context, instance, now } = scope
  if (endpoints.length === 0) return null
  const id = newId('evt', context)
  const body = JSON.stringify({
    object: 'event',
    type,
    data,
    timestamp: now,
    instance_id: instance.id,
    event_attributes: { http_request: { client_ip: scope.ip, user_agent: scope.userAgent ?? '' } },
  })
  const common = { instance_id: instance.id, type, created_at: now }
  await insertEvent(
    trx,
    { id, ...common, body },
    endpoints.map((endpoint_id) => ({
      id: newId('dlv', context),
      event_id: id,
      endpoint_id,
      ...common,
      status: 'queued' as const,
      tries: 0,
      next_at: now,
      delivered_at: null,
    })),
  )
  context.onQueued()
  return id
}

/** Told when the transaction ends, once, with the user as the change leaves them. One that was made by it is not also told as changed. */
export function publishUser(trx: Trx, scope: Scope, type: 'user.created' | 'user.updated', userId: string): void {
  if (!isWanted(scope.instance, type)) return
  const tell = async (last: Trx) => {
    const data = await scope.context.views.user(within(last, scope), userId)
    if (data) await publish(last, scope, type, data)
  }
  atLast(trx, `user|${userId}`, tell, { replaces: type === 'user.created' })
}

type SessionEnd = 'session.ended' | 'session.removed' | 'session.revoked'

export function publishSession(trx: Trx, scope: Scope, type: 'session.created' | SessionEnd, sessionId: string): void {
  const isNew = type === 'session.created'
  if (!isWanted(scope.instance, type, ...(isNew ? ['session.pending'] : []))) return
  atLast(trx, `${type}|${sessionId}`, async (last) => {
    const data = await scope.context.views.session(within(last, scope), sessionId)
    if (!data) return
    await publish(last, scope, type, data)
    if (isNew && data.status === 'pending') await publish(last, scope, 'session.pending', data)
  })
}

/** The same request, whose reads see what its transaction has written. */
function within(trx: Trx, scope: Scope): Scope {
  return { ...scope, context: { ...scope.context, db: trx } }
}
