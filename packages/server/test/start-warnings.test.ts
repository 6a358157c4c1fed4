import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { makeFirstInstances } from '../src/instances/bootstrap.ts'
import { warnOfUnsentMessages } from '../src/start-warnings.ts'
import type { Sender } from '../src/transports/transport.ts'
import { startTestApp, type TestApp } from './support/app.ts'

let app: TestApp

beforeAll(async () => {
  app = await startTestApp()
  await makeFirstInstances(app.context)
})
afterAll(() => app.close())
beforeEach(() => {
  app.context.senders = { sms: [], email: [] }
  app.logged.length = 0
})

const sender: Sender<unknown> = { name: 'a transport', send: async () => ({ providerId: null }), close: async () => {} }
async function warnings() {
  await warnOfUnsentMessages(app.context)
  return app.logged.map((line) => JSON.parse(line) as { msg: string; instances: string[] })
}

test('on a desk, where nothing is in production but the dashboard, nobody is warned', async () => {
  await app.create({ name: 'Trial' }, { multi_factor: { phone_code: true } })
  expect(await warnings()).toEqual([])
})

test('an instance in production without a transport is a warning that says what to set, once for all of them', async () => {
  await app.create({ name: 'Shop', slug: 'shop', environment: 'production', host: 'clerk.shop.example' })
  expect(await warnings()).toMatchObject([
    { instances: ['shop'], msg: expect.stringContaining('no transport in COUNTERSIGN_MAIL:') },
  ])
  const bank = { name: 'Bank', slug: 'bank', environment: 'production', host: 'clerk.bank.example' } as const
  await app.create(bank, { multi_factor: { phone_code: true } })
  app.logged.length = 0
  const [warning, ...others] = await warnings()
  expect(warning).toMatchObject({ msg: expect.stringContaining('in COUNTERSIGN_MAIL and COUNTERSIGN_SMS:') })
  expect([warning?.instances.sort(), others]).toEqual([['bank', 'shop'], []])
  app.logged.length = 0
  app.context.senders.email = [sender]
  expect(await warnings()).toMatchObject([{ instances: ['bank'], msg: expect.stringContaining('in COUNTERSIGN_SMS:') }])
  app.logged.length = 0
  app.context.senders.sms = [sender]
  expect(await warnings()).toEqual([])
})
