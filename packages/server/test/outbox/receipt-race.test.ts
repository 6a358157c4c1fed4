import { setTimeout as wait } from 'node:timers/promises'
import type { Pdu } from 'smpp'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { startWorker, type Worker } from '../../src/messages/outbox/worker.ts'
import { takeLinkReceipt } from '../../src/messages/receipts/take-link-receipt.ts'
import { openSmsSenders } from '../../src/transports/open.ts'
import { parseSmsTransports } from '../../src/transports/parse.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { queueMessage } from '../support/messages.ts'
import { type Centre, deliver, listenSmpp, type OnSubmit } from '../support/peers/message-centre.ts'
import { SmsProvider } from '../support/peers/sms-provider.ts'
import { signedReceipt } from '../support/receipts.ts'
import { putInstance } from '../support/rows.ts'

let app: TestApp
let worker: Worker | undefined
let centre: Centre | undefined
let fault: ((sql: string) => void) | undefined

beforeEach(async () => {
  fault = undefined
  app = await startTestApp({ onQuery: (sql) => fault?.(sql) })
  await putInstance(app.database.db)
})
afterEach(async () => {
  await worker?.stop()
  await centre?.close()
  worker = undefined
  centre = undefined
  await app.close()
})

async function start(transports: string): Promise<void> {
  app.context.config.sms = parseSmsTransports(transports)
  const onReceipt = (receipt: Parameters<typeof takeLinkReceipt>[1]) => takeLinkReceipt(app.context, receipt)
  app.context.senders.sms = await openSmsSenders(app.context.config.sms, { clock: app.clock, onReceipt })
  worker = startWorker(app.context)
}

async function startSmpp(onSubmit: OnSubmit): Promise<void> {
  centre = await listenSmpp(onSubmit)
  await start(`smpp://u:p@127.0.0.1:${centre.port}`)
}

const rowOf = (id: string) =>
  app.database.db.selectFrom('messages').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
const settled = (id: string, expected: Record<string, unknown>) =>
  vi.waitFor(async () => expect(await rowOf(id)).toMatchObject(expected), { timeout: 5000, interval: 20 })

test('a receipt that is faster than the answer to its message is kept for it (R138)', async () => {
  let acknowledged: Promise<Pdu> | undefined
  await startSmpp(async (pdu, session) => {
    acknowledged = deliver(session, 'm-1', 'DELIVRD')
    await wait(150)
    session.send(pdu.response({ message_id: 'm-1' }))
  })
  await queueMessage(app.context, 'msg_1')
  await settled('msg_1', { status: 'sent', provider_id: 'm-1', receipt: 'delivered', receipt_at: app.clock.now() })
  expect((await acknowledged)?.command_status).toBe(0)
})

test('so is one that an endpoint brings before it answers (R138)', async () => {
  const provider = new SmsProvider()
  let brought: Promise<Response> | undefined
  provider.behave = async (_, answer) => {
    const call = signedReceipt(
      { id: 'msg_1', status: 'delivered' },
      String(app.clock.now() / 1000),
      'a-secret-of-the-test',
    )
    const request = { method: 'POST', ...call }
    brought = Promise.resolve(app.app.request('http://localhost:4100/v1/receipts/webhook', request))
    await wait(150)
    answer.writeHead(200).end()
  }
  await start(await provider.listen())
  await queueMessage(app.context, 'msg_1')
  await settled('msg_1', { status: 'sent', provider_id: 'msg_1', receipt: 'delivered' })
  expect((await brought)?.status).toBe(204)
  provider.stop()
})

test('what cannot be stored is not acknowledged, so that the centre sends it again (R138)', async () => {
  await startSmpp((pdu, session) => session.send(pdu.response({ message_id: 'm-1' })))
  await queueMessage(app.context, 'msg_1')
  await settled('msg_1', { status: 'sent' })
  const session = centre!.sessions[0]!
  fault = (sql) => {
    if (/^update "messages" set "receipt"/.test(sql)) throw new Error('The disk is full.')
  }
  expect((await deliver(session, 'm-1', 'DELIVRD')).command_status).toBe(0x64)
  expect((await rowOf('msg_1')).receipt).toBeNull()
  fault = undefined
  expect((await deliver(session, 'm-1', 'DELIVRD')).command_status).toBe(0)
  expect((await rowOf('msg_1')).receipt).toBe('delivered')
  // Somebody else's, or older than what we keep: nothing is gained by hearing it again.
  expect((await deliver(session, 'm-2', 'DELIVRD')).command_status).toBe(0)
})

test('while its message may still be on the way, a receipt is asked for again later (R138)', async () => {
  await startSmpp((pdu, session) => session.send(pdu.response({ message_id: 'm-1' })))
  await queueMessage(app.context, 'msg_1')
  await settled('msg_1', { status: 'sent' })
  // Another server has it in hand.
  await queueMessage(app.context, 'msg_2', { tries: 1, next_at: app.clock.now() + 18_000 })
  expect((await deliver(centre!.sessions[0]!, 'm-2', 'DELIVRD')).command_status).toBe(0x64)
  expect((await deliver(centre!.sessions[0]!, 'm-1', 'UNDELIV')).command_status).toBe(0)
  expect((await rowOf('msg_1')).receipt).toBe('failed')
})
