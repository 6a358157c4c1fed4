import { AppError } from '@countersign/contract'
import { z } from 'zod'
import { textAnswer } from '../http/answer.ts'
import { type Route, route } from '../http/route.ts'
import { readKept } from '../messages/inbox.ts'
import { languages } from '../messages/language.ts'
import { previewMessages, previewSms } from '../messages/preview.ts'
import { readEmailAddress } from '../users/email-address.ts'
import { readPhoneNumber } from '../users/phone-number.ts'
import { messageTrailView, messageView } from './message-views.ts'
import { findDelivery, listDeliveries, type Place } from './messages.store.ts'
import { aboutInstance } from './operator-scope.ts'

const one = '/instances/:id'
const language = z.enum(languages)
const place = z
  .string()
  .regex(/^\d{1,15}\.msg_\w{26}$/)
  .transform((text): Place => {
    const [createdAt, id = ''] = text.split('.')
    return { createdAt: Number(createdAt), id }
  })

/**
 * What was sent, and what it looks like. In production none of it says what a message said: an administrator could sign in as a user with
 * their code.
 */
export const messageRoutes: Route[] = [
  route({
    method: 'GET',
    path: `${one}/messages`,
    who: 'operator',
    answer: 'raw',
    input: z.object({
      channel: z.enum(['sms', 'email']).optional(),
      status: z.enum(['kept', 'queued', 'sent', 'refused', 'expired']).optional(),
      to: z.string().max(254).optional(),
      before: place.optional(),
    }),
    summary: 'Messages, newest first, fifty at a time; `to` finds those to one address or number',
    handle: async ({ scope, params, input }) => {
      const { instance, context } = await aboutInstance(scope, params['id'])
      const { to, ...wanted } = input
      const destinationKey = to ? keyOf(to, instance.environment) : undefined
      if (destinationKey === null) return { messages: [], next: null }
      const query = { ...wanted, instanceId: instance.id, destinationKey, limit: 50 }
      const { rows, next } = await listDeliveries(context.db, query)
      return { messages: rows.map(messageView), next: next && `${next.createdAt}.${next.id}` }
    },
  }),
  route({
    method: 'GET',
    path: `${one}/messages/:message_id`,
    who: 'operator',
    answer: 'raw',
    summary: 'What became of a message; in development instances also what it says',
    handle: async ({ scope, params }) => {
      const about = await aboutInstance(scope, params['id'])
      const row = await findDelivery(about.context.db, about.instance.id, params['message_id'] ?? '')
      if (!row) throw new AppError('resource_not_found')
      return messageTrailView(row, await readKept(about, row.id))
    },
  }),
  route({
    method: 'GET',
    path: `${one}/message-previews`,
    who: 'operator',
    answer: 'raw',
    input: z.object({ language }),
    summary: 'Every mail and text message in one language, with a code that is none',
    handle: async ({ scope, params, input }) => {
      const { name } = (await aboutInstance(scope, params['id'])).instance.application
      const mails = previewMessages(input.language, name)
      return {
        email: mails.map(({ html: _framed, ...words }) => words),
        sms: previewSms(input.language, name),
      }
    },
  }),
  route({
    method: 'GET',
    path: `${one}/message-previews/html`,
    who: 'operator',
    answer: 'raw',
    input: z.object({ language, name: z.string().max(64) }),
    summary: 'One mail as a document of its own, for a frame',
    handle: async ({ scope, params, input }) => {
      const { instance } = await aboutInstance(scope, params['id'])
      const mail = previewMessages(input.language, instance.application.name).find(({ name }) => name === input.name)
      if (!mail) throw new AppError('resource_not_found')
      return textAnswer('mail', 200, 'text/html; charset=utf-8', mail.html, false)
    },
  }),
]

/** As it is stored; null for what no message can have gone to. */
function keyOf(to: string, environment: 'development' | 'production'): string | null {
  if (to.includes('@')) return readEmailAddress(to)?.key ?? null
  try {
    return readPhoneNumber(to, environment).number
  } catch {
    return null
  }
}
