import { AppError, type ErrorEnvelope, type SignUpView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import type { LimitName } from '../src/limits/limits.ts'
import { takeFromLimit } from '../src/limits/take.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { Browser, backend, password, startSignIn } from './support/browser.ts'
import { latestCode } from './support/sent-codes.ts'

/** The smallest there can be. */
const limits = { sign_ins: 30, failures: 30, account_changes: 60 }
let app: TestApp
let live: CreatedInstance
let dev: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  live = await app.create({ name: 'Live', environment: 'production', host: 'clerk.live.example' }, { limits })
  dev = await app.create({ name: 'Dev' }, { limits })
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(2 * 3600_000))

const take = (ip: string, name: LimitName = 'second_factor', { instance } = live) =>
  takeFromLimit({ context: app.context, instance, ip, now: app.clock.now() }, name).then(
    () => 'taken',
    (error: unknown) =>
      error instanceof AppError && error.code === 'too_many_requests'
        ? Number(error.params['seconds'])
        : Promise.reject(error),
  )

test('of a hundred requests at once exactly as many pass as the limit allows (R106)', async () => {
  const all = await Promise.all(Array.from({ length: 100 }, () => take('203.0.113.1')))
  expect(all.filter((answer) => answer === 'taken')).toHaveLength(limits.failures)
})

test('a window ends its length after its first request, and the wait is told in whole seconds', async () => {
  for (let index = 0; index < 60; index++) await take('203.0.113.2', 'account_change')
  app.clock.advance(12_345)
  expect(await take('203.0.113.2', 'account_change')).toBe(48)
  app.clock.advance(47_655)
  expect(await take('203.0.113.2', 'account_change')).toBe('taken')
})

test('an IPv6 subscriber has one budget for all addresses, neighbours have their own (R105)', async () => {
  for (let index = 0; index < 30; index++) await take(`2001:db8:0:1::${index.toString(16)}`)
  expect(await take('2001:db8:0:1:ffff::1')).toBeTypeOf('number')
  expect(await take('2001:db8:0:2::1')).toBe('taken')
})

test('somebody without an address is limited like anybody else (R105)', async () => {
  for (let index = 0; index < 30; index++) expect(await take('unknown')).toBe('taken')
  expect(await take('unknown')).toBeTypeOf('number')
})

test('instances and kinds of request are counted apart; a development instance has ten times the budget', async () => {
  for (let index = 0; index < 30; index++) await take('203.0.113.4')
  expect(await take('203.0.113.4')).toBeTypeOf('number')
  expect(await take('203.0.113.4', 'first_factor')).toBe('taken')
  const inDevelopment = await Promise.all(Array.from({ length: 301 }, () => take('203.0.113.4', 'second_factor', dev)))
  expect(inDevelopment.filter((answer) => answer === 'taken')).toHaveLength(300)
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
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '3600'])
  expect(((await answer.json()) as ErrorEnvelope).errors[0]?.code).toBe('too_many_requests')
})

test('codes that are not entered count against their address, and entered ones do not (R135)', async () => {
  const ask = async (index: number) => {
    const browser = new Browser(app, live)
    browser.origin = 'https://clerk.live.example'
    const fields = { email_address: `new${index}@example.com`, password }
    const path = `/client/sign_ups/${(await browser.post<SignUpView>('/client/sign_ups', fields)).response.id}`
    const { status } = await browser.post(`${path}/prepare_verification`, { strategy: 'email_code' })
    return { status, enter: (code: string) => browser.post<SignUpView>(`${path}/attempt_verification`, { code }) }
  }
  const asked = []
  for (let index = 0; index < 10; index++) asked.push(await ask(index))
  expect(asked.map(({ status }) => status)).toEqual(Array(10).fill(200))
  expect((await ask(10)).status).toBe(429)
  const entered = await asked[9]!.enter(await latestCode(app, { instance: live }, 'new9@example.com'))
  expect(entered.response.status).toBe('complete')
  expect([(await ask(11)).status, (await ask(12)).status]).toEqual([200, 429])
})

test('offers of passkeys, which pages make as they open, keep nobody at the same address from signing in', async () => {
  const fields = { name: 'Keys', environment: 'production', host: 'clerk.keys.example' } as const
  const keys = await app.create(fields, { limits, first_factors: { passkey: true } })
  const visitor = () => Object.assign(new Browser(app, keys), { origin: 'https://clerk.keys.example' })
  for (let index = 0; index < 2 * limits.sign_ins; index++)
    expect((await visitor().post('/client/sign_ins', { strategy: 'passkey' })).status).toBe(200)
  await backend(app, keys)('POST', '/users', { email_address: ['late@example.com'], password })
  expect((await startSignIn(visitor(), 'late@example.com')).response.status).toBe('complete')
})

test('a sign-in that goes through gives back what it took, and only that', async () => {
  const call = backend(app, live)
  await call('POST', '/users', { email_address: ['right@example.com'], password })
  const count = async () => {
    const rows = await app.context.db
      .selectFrom('limits')
      .select(['key', 'count'])
      .where('key', 'like', '%|sign_in_start|%')
      .execute()
    return rows.reduce((sum, row) => sum + Number(row.count), 0)
  }
  const browser = new Browser(app, live)
  browser.origin = 'https://clerk.live.example'
  await startSignIn(browser, 'right@example.com', 'not the right one')
  const before = await count()
  expect((await startSignIn(browser, 'right@example.com')).response.status).toBe('complete')
  expect(await count()).toBe(before)
})
