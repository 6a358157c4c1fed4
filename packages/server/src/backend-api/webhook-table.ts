import { type AnswerName, type Answers, AppError } from '@countersign/contract'
import { z } from 'zod'
import type { Method, Route } from '../http/route.ts'
import type { Scope } from '../http/scope.ts'
import { listEndpoints } from '../webhooks/endpoints.store.ts'
import { addEndpoint, changeEndpoint, removeEndpoint, requireEndpoint, rotateSecret } from '../webhooks/endpoints.ts'
import { eventNames, eventTypes } from '../webhooks/event-types.ts'
import { findDelivery, listAttempts, listDeliveries } from '../webhooks/replay.store.ts'
import { replay, replayFailed, sendTestEvent } from '../webhooks/replay.ts'
import { deliveryView, endpointView } from './webhook-view.ts'

const url = z.string().min(1).max(2000)
const description = z
  .string()
  .trim()
  .max(200)
  .regex(/^\P{Cc}*$/u)
const events = z.array(z.enum(eventNames)).max(eventNames.length)
const perPage = 50

/** Who asks, about which instance. */
export interface Asked {
  scope: Scope
  actorId: string
}

/** How one API opens its requests: both have the same abilities. */
export interface WebhookApi {
  who: { read: 'key' | 'operator'; write: 'key' | 'operator-fresh' }
  base: string
  enter(scope: Scope, params: Record<string, string>): Promise<Asked>
}

export function webhookRoutes(api: WebhookApi): Route[] {
  const endpoints = `${api.base}/endpoints`
  const one = `${endpoints}/:endpoint_id`
  const delivery = `${api.base}/deliveries/:delivery_id`
  type Answer<S extends z.ZodType, R> = (asked: Asked, input: z.output<S>, id: string) => Promise<R>

  function row<S extends z.ZodType, A extends AnswerName>(
    method: Method,
    path: string,
    returns: A,
    summary: string,
    input: S,
    answer: Answer<S, Answers[A]>,
  ): Route {
    const who = method === 'GET' ? api.who.read : api.who.write
    return {
      ...{ method, path, summary, input, who, answer: 'raw' },
      // The dashboard's own API is described nowhere.
      ...(who === 'key' ? { returns, scope: method === 'GET' ? 'settings.read' : 'settings.write' } : {}),
      handle: async ({ scope, params, input: fields }) =>
        answer(
          await api.enter(scope, params),
          fields as z.output<S>,
          params['endpoint_id'] ?? params['delivery_id'] ?? '',
        ),
    }
  }
  const nothing = z.object({})

  return [
    row('GET', `${api.base}/event_types`, 'WebhookEventTypes', 'What webhooks can tell of', nothing, async () =>
      eventNames.map((name) => ({ name, description: eventTypes[name] })),
    ),
    row('GET', endpoints, 'WebhookEndpoints', 'Webhook endpoints, oldest first', nothing, async ({ scope }) =>
      (await listEndpoints(scope.context.db, scope.instance.id)).map(endpointView),
    ),
    row(
      'POST',
      endpoints,
      'WebhookSecret',
      'Add a webhook endpoint; no `events` means all. Its secret is shown this once',
      z.object({ url, description: description.default(''), events: events.default([]) }),
      async ({ scope, actorId }, fields) => {
        const { row: added, secret } = await addEndpoint(scope, actorId, fields)
        return { ...endpointView(added), secret }
      },
    ),
    row('GET', one, 'WebhookEndpoint', 'Read a webhook endpoint', nothing, async ({ scope }, _, id) =>
      endpointView(await requireEndpoint(scope.context.db, scope, id)),
    ),
    row(
      'PATCH',
      one,
      'WebhookEndpoint',
      'Change, enable or disable a webhook endpoint',
      z.object({
        url: url.optional(),
        description: description.optional(),
        events: events.optional(),
        enabled: z.boolean().optional(),
      }),
      async ({ scope, actorId }, fields, id) => endpointView(await changeEndpoint(scope, actorId, id, fields)),
    ),
    row('DELETE', one, 'Deleted', 'Remove a webhook endpoint and what waits for it', nothing, async (asked, _, id) => {
      await removeEndpoint(asked.scope, asked.actorId, id)
      return { object: 'webhook_endpoint', id, deleted: true }
    }),
    row(
      'POST',
      `${one}/rotate_secret`,
      'WebhookSecret',
      'Make a new secret, shown this once; the old one signs for another 24 hours beside it',
      nothing,
      async ({ scope, actorId }, _, id) => {
        const { row: rotated, secret } = await rotateSecret(scope, actorId, id)
        return { ...endpointView(rotated), secret }
      },
    ),
    row(
      'POST',
      `${one}/test`,
      'WebhookQueued',
      'Send an event that says nothing',
      nothing,
      async ({ scope, actorId }, _, id) => {
        await sendTestEvent(scope, actorId, id)
        return { object: 'webhook_endpoint', id, queued: 1 }
      },
    ),
    row(
      'POST',
      `${one}/replay_failed`,
      'WebhookQueued',
      'Hand over again whatever failed since a moment',
      z.object({ since: z.number().int().min(0).max(8.64e15) }),
      async ({ scope, actorId }, { since }, id) => {
        const queued = await replayFailed(scope, actorId, id, since)
        return { object: 'webhook_endpoint', id, queued }
      },
    ),
    row(
      'GET',
      `${one}/deliveries`,
      'WebhookDeliveries',
      'Deliveries to an endpoint with their attempts, newest first, fifty at a time',
      z.object({
        status: z.enum(['queued', 'delivered', 'failed']).optional(),
        before: z
          .string()
          .regex(/^dlv_\w{26}$/)
          .optional(),
      }),
      async ({ scope }, { status, before }, id) => {
        const { id: endpointId } = await requireEndpoint(scope.context.db, scope, id)
        const rows = await listDeliveries(scope.context.db, { endpointId, status, before, limit: perPage })
        const attempts = await listAttempts(
          scope.context.db,
          rows.map((each) => each.id),
        )
        return {
          deliveries: rows.map((each) => deliveryView(each, attempts)),
          next: rows.length === perPage ? (rows.at(-1)?.id ?? null) : null,
        }
      },
    ),
    row(
      'POST',
      `${delivery}/replay`,
      'WebhookDelivery',
      'Hand one event over again',
      nothing,
      async ({ scope, actorId }, _, id) => {
        const again = await replay(scope, actorId, id)
        return deliveryView(again, await listAttempts(scope.context.db, [id]))
      },
    ),
    row('GET', delivery, 'WebhookDelivery', 'Read a delivery with its attempts', nothing, async ({ scope }, _, id) => {
      const found = await findDelivery(scope.context.db, scope.instance.id, id)
      if (!found) throw new AppError('resource_not_found')
      return deliveryView(found, await listAttempts(scope.context.db, [id]))
    }),
  ]
}
