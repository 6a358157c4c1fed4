import { z } from 'zod'
import { type Route, route } from '../http/route.ts'
import type { Scope } from '../http/scope.ts'
import { breakerOf } from '../messages/outbox/breaker.ts'
import { sendTest } from '../messages/test-message.ts'
import { transportFigures } from './messages.store.ts'
import { aboutInstance } from './operator-scope.ts'

const one = '/instances/:id'
const day = 86_400_000
const channels = ['sms', 'email'] as const

/** The providers of this server. Their names hold no credential, and nothing here reads one. */
export const transportRoutes: Route[] = [
  route({
    method: 'GET',
    path: `${one}/transports`,
    who: 'operator',
    answer: 'raw',
    summary: 'Transports in the order they are tried, with what they did for this instance in the last 24 hours',
    handle: async ({ scope, params }) => transportsView(await aboutInstance(scope, params['id'])),
  }),
  route({
    method: 'POST',
    path: `${one}/transports/test`,
    who: 'operator-fresh',
    answer: 'raw',
    limit: 'send',
    input: z.object({
      channel: z.enum(channels),
      position: z.number().int().min(0).max(99).default(0),
      to: z.string().min(1).max(254),
    }),
    summary: 'Send a test message now, within the limits and the budget, and say what the provider said',
    handle: async ({ scope, params, input }) => {
      const { messageId, transport, ...tried } = await sendTest(
        await aboutInstance(scope, params['id']),
        scope.user.id,
        input,
      )
      const isSent = tried.outcome === 'sent'
      return {
        outcome: tried.outcome,
        transport,
        message_id: messageId,
        provider_id: isSent ? tried.providerId : null,
        problem: isSent ? null : tried.problem,
      }
    },
  }),
]

async function transportsView({ context, instance, now }: Scope) {
  const figures = await transportFigures(context.db, instance.id, now - day)
  return channels.flatMap((channel) =>
    context.senders[channel].map((sender, position) => {
      const its = figures.find((row) => row.channel === channel && row.transport === sender.name)
      return {
        channel,
        position,
        name: sender.name,
        sent: its?.sent ?? 0,
        failed: its?.failed ?? 0,
        last_sent_at: its?.lastSentAt ?? null,
        last_failure: its?.lastFailure ?? null,
        // As this process sees it; another one finds out by itself.
        paused_until: breakerOf(sender).pausedUntil(now),
      }
    }),
  )
}
