import { createHmac } from 'node:crypto'
import type { ErrorEnvelope } from '@countersign/contract'
import type { Insertable } from 'kysely'
import type { MessageTable } from '../../src/db/schema.ts'
import { makeFirstInstances } from '../../src/instances/bootstrap.ts'
import { parseSmsTransports } from '../../src/transports/parse.ts'
import { signTwilio } from '../../src/transports/twilio-callback.ts'
import { startTestApp, type TestApp } from './app.ts'
import { queueMessage } from './messages.ts'
import { putInstance } from './rows.ts'

export const secret = 'a-secret-of-the-webhook'
export const token = 'a-token-of-twilio'
const callback = 'http://localhost:4100/v1/receipts/twilio'
export const transports = [
  `webhook+https://sms.example.com/send?secret=${secret}`,
  'webhook+https://other.example.com/send?secret=another-secret',
  'webhook+https://shared.example.com/one?secret=secret-of-one',
  'webhook+https://shared.example.com/two?secret=secret-of-two',
  `twilio://AC1:${token}@api.twilio.com?from=+15550100`,
].join(',')

/** A receipt as it is brought. */
export interface Call {
  body: string
  headers: Record<string, string>
}

/** A server with four webhooks, two on one host, and Twilio, and what those would send it. */
export interface Desk {
  app: TestApp
  /** A message that a transport has taken. */
  sent(transport: string, change?: Partial<Insertable<MessageTable>>): Promise<string>
  rowOf(id: string): Promise<Record<string, unknown>>
  receiptOf(id: string): Promise<unknown>
  /** Details of the audit rows about refused ones, oldest first. */
  refusals(): Promise<unknown[]>
  seconds(offset?: number): string
  webhookReceipt(fields: object, timestamp?: string, key?: string): Call
  bring(provider: string, call: Call, server?: TestApp['app']): Promise<string>
}

export async function openDesk(): Promise<Desk> {
  const app = await startTestApp({}, { sms: parseSmsTransports(transports) })
  await makeFirstInstances(app.context)
  await putInstance(app.database.db)
  let count = 0
  const rowOf = (id: string) =>
    app.database.db.selectFrom('messages').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
  const seconds = (offset = 0) => String(Math.floor(app.clock.now() / 1000) + offset)
  return {
    app,
    rowOf,
    seconds,
    async sent(transport, change = {}) {
      const id = `msg_R${String(++count).padStart(6, '0')}`
      const taken = { status: 'sent', next_at: null, sent_at: app.clock.now(), transport, provider_id: id } as const
      await queueMessage(app.context, id, { ...taken, ...change })
      return id
    },
    receiptOf: async (id) => (await rowOf(id)).receipt,
    async refusals() {
      const audit = app.database.db.selectFrom('audit').select('details').where('event', '=', 'receipt.refused')
      return (await audit.orderBy('id').execute()).map(({ details }) => JSON.parse(details))
    },
    webhookReceipt: (fields, timestamp = seconds(), key = secret) => signedReceipt(fields, timestamp, key),
    async bring(provider, { body, headers }, server = app.app) {
      const url = `http://localhost:4100/v1/receipts/${provider}`
      const answer = await server.request(url, { method: 'POST', body, headers })
      const text = await answer.text()
      const code = text === '' ? '' : (JSON.parse(text) as ErrorEnvelope).errors[0]?.code
      return `${answer.status} ${code}`.trim()
    },
  }
}

export function signedReceipt(fields: object, timestamp: string, key: string): Call {
  const body = JSON.stringify(fields)
  const signature = createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex')
  return {
    body,
    headers: {
      'content-type': 'application/json',
      'x-countersign-timestamp': timestamp,
      'x-countersign-signature': `v1=${signature}`,
    },
  }
}

export const twilioReceipt = (fields: Record<string, string>, key = token, url = callback): Call => ({
  body: new URLSearchParams(fields).toString(),
  headers: {
    'content-type': 'application/x-www-form-urlencoded',
    'x-twilio-signature': signTwilio(key, url, fields),
  },
})
