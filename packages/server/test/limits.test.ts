import { AppError, type ErrorEnvelope, type SignInView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { limits } from '../src/limits/limits.ts'
import { takeFromLimit } from '../src/limits/take.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { Browser } from './support/browser.ts'

let app: TestApp
let live: CreatedInstance
let dev: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  live = await app.create({ name: 'Live', environment: 'production', host: 'clerk.live.example' })
  dev = await app.create({ name: 'Dev' })
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(2 * 3600_000))

const take = (ip: string, name: keyof typeof limits = 'second_factor', { instance } = live) =>
  takeFromLimit({ context: app.context, instance, ip, now: app.clock.now() }, name).then(
    () => 'taken',
    (error: unknown) =>
      error instanceof AppError && error.code === 'too_many_requests'
        ? Number(error.params['seconds'])
        : Promise.reject(error),
  )

test('of a hundred requests at once exactly as many pass as the limit allows (R106)', async () => {
  const all = await Promise.all(Array.from({ length: 100 }, () => take('203.0.113.1')))
  expect(all.filter((answer) => answer === 'taken')).toHaveLength(limits.second_factor[0].count)
})

test('a window ends its length after its first request, and the wait is told in whole seconds', async () => {
  for (let index = 0; index < 20; index++) await take('203.0.113.2')
  app.clock.advance(12_345)
  expect(await take('203.0.113.2')).toBe(48)
  app.clock.advance(47_655)
  expect(await take('203.0.113.2')).toBe('taken')
})

test('the long window holds when the short one has begun anew', async () => {
  let taken = 0
  for (let minute = 0; minute < 12; minute++) {
    for (let index = 0; index < 30; index++) if ((await take('203.0.113.3', 'sign_in_start')) === 'taken') taken++
    app.clock.advance(60_000)
  }
  expect(taken).toBe(300)
})

test('an IPv6 subscriber has one budget for all addresses, neighbours have their own (R105)', async () => {
  for (let index = 0; index < 20; index++) await take(`2001:db8:0:1::${index.toString(16)}`)
  expect(await take('2001:db8:0:1:ffff::1')).toBeTypeOf('number')
  expect(await take('2001:db8:0:2::1')).toBe('taken')
})

test('somebody without an address is limited like anybody else (R105)', async () => {
  for (let index = 0; index < 20; index++) expect(await take('unknown')).toBe('taken')
  expect(await take('unknown')).toBeTypeOf('number')
})

test('instances and kinds of request are counted apart; a development instance has ten times the budget', async () => {
  for (let index = 0; index < 20; index++) await take('203.0.113.4')
  expect(await take('203.0.113.4')).toBeTypeOf('number')
  expect(await take('203.0.113.4', 'first_factor')).toBe('taken')
  const inDevelopment = await Promise.all(Array.from({ length: 201 }, () => take('203.0.113.4', 'second_factor', dev)))
  expect(inDevelopment.filter((answer) => answer === 'taken')).toHaveLength(200)
})

test('the database does not tell who called (R116)', async () => {
  await take('203.0.113.77')
  const rows = await app.context.db.selectFrom('limits').selectAll().execute()
  expect(JSON.stringify(rows)).not.toContain('203.0.113')
})

test('over the limit a caller hears 429 and when to come back, whatever forwarding headers say (R105)', async () => {
  const start = (index: number) =>
    app.app.request('http://clerk.live.example/v1/client/sign_ins', {
      method: 'POST',
      body: new URLSearchParams({ identifier: `person${index}@example.com` }),
      headers: {
        origin: 'https://clerk.live.example',
        'x-forwarded-for': `198.51.100.${index}`,
        forwarded: `for=198.51.100.${index}`,
        'x-real-ip': `198.51.100.${index}`,
      },
    })
  const statuses: number[] = []
  for (let index = 0; index < 30; index++) statuses.push((await start(index)).status)
  expect(statuses).not.toContain(429)
  const answer = await start(31)
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '60'])
  expect(((await answer.json()) as ErrorEnvelope).errors[0]?.code).toBe('too_many_requests')
})

test('whatever has a message sent takes from one budget of its address: ten in ten minutes (R135)', async () => {
  const browser = new Browser(app, live)
  browser.origin = 'https://clerk.live.example'
  const { response } = await browser.post<SignInView>('/client/sign_ins', { identifier: 'somebody@example.com' })
  const one = `/client/sign_ins/${response.id}`
  const asks = [
    () => browser.post('/client/sign_ins', { identifier: `p${app.clock.now()}@example.com`, strategy: 'email_code' }),
    () => browser.post(`${one}/prepare_first_factor`, { strategy: 'email_code' }),
    () => browser.post(`${one}/prepare_second_factor`, { strategy: 'phone_code' }),
    () => browser.post('/client/sign_ups/none/prepare_verification'),
    () => browser.post('/me/phone_numbers/none/prepare_verification'),
  ]
  for (const ask of [...asks, ...asks]) {
    app.clock.advance(31_000)
    expect((await ask()).status).not.toBe(429)
  }
  for (const ask of asks) expect((await ask()).status).toBe(429)
})
