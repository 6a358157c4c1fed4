import type { SignInView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { noteFailure } from '../../src/limits/alarm.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { Browser, backend, codeOf, password, second, startSignIn } from '../support/browser.ts'

const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const wrong = 'not the password at all'

let app: TestApp
let live: CreatedInstance
let call: ReturnType<typeof backend>

beforeAll(async () => {
  app = await startTestApp()
  live = await app.create({ environment: 'production', host: 'clerk.live.example' }, { multi_factor: { totp: true } })
  call = backend(app, live)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(3_600_000))

const visitor = () => {
  const browser = new Browser(app, live)
  browser.origin = 'https://clerk.live.example'
  return browser
}

test('one address fails at twenty accounts in ten minutes and no more, whether there are such; what succeeds does not count (R107, R104)', async () => {
  const email = 'here@example.com'
  await call('POST', '/users', { email_address: [email], password })
  const home = visitor()
  for (let i = 0; i < 3; i++) {
    expect((await startSignIn(home, email)).response.status).toBe('complete')
    await home.delete('/client/sessions')
  }
  expect((await startSignIn(visitor(), email, wrong)).status).toBe(422)
  for (let i = 0; i < 2; i++) expect((await startSignIn(visitor(), `no${i}@example.com`, wrong)).status).toBe(422)
  const { db } = app.context
  const failedAt = db.selectFrom('limits').select('count').where('key', 'like', '%|failed-accounts')
  expect(await failedAt.execute()).toEqual([{ count: 3 }])
  await db.updateTable('limits').set({ count: 19 }).where('key', 'like', '%|failed-accounts').execute()
  expect((await startSignIn(visitor(), 'no19@example.com', wrong)).status).toBe(422)
  // The same ones again: each has a lock of its own.
  expect((await startSignIn(visitor(), 'no1@example.com', wrong)).status).toBe(422)
  for (const given of [wrong, password]) {
    const over = await startSignIn(visitor(), 'no20@example.com', given)
    expect([over.status, over.code]).toEqual([429, 'too_many_requests'])
    expect(over.headers.get('retry-after')).toMatch(/^[1-9]\d*$/)
  }
  // Whoever is known there is not held to the failures of those beside them (R103).
  expect((await startSignIn(home, email)).response.status).toBe('complete')
  app.clock.advance(600_000)
  expect((await startSignIn(visitor(), 'no20@example.com', wrong)).status).toBe(422)
})

test('one address fails at twenty second steps in an hour, over all accounts (R107)', async () => {
  const halfway = async (index: number) => {
    const email = `half${index}@example.com`
    await call('POST', '/users', { email_address: [email], password, totp_secret: secret })
    const browser = visitor()
    const { response } = await startSignIn(browser, email)
    app.clock.advance(3_000)
    return { browser, id: response.id }
  }
  const half: { browser: Browser; id: SignInView['id'] }[] = []
  for (let i = 0; i < 5; i++) half.push(await halfway(i))
  for (const { browser, id } of half)
    for (let i = 0; i < 4; i++) {
      app.clock.advance(3_001)
      expect((await second(browser, id, 'totp', '000000')).code).toBe('form_code_incorrect')
    }
  const last = await halfway(5)
  for (const code of ['000000', codeOf(secret, app.clock.now())]) {
    app.clock.advance(3_001)
    expect((await second(last.browser, last.id, 'totp', code)).code).toBe('too_many_requests')
  }
})

test('three hundred failures of an instance in ten minutes raise one alarm, from however many addresses (R107)', async () => {
  const scope = { context: app.context, instance: live.instance, now: app.clock.now() }
  await Promise.all(
    Array.from({ length: 310 }, () => noteFailure(scope as unknown as Parameters<typeof noteFailure>[0])),
  )
  const alarms = app.context.db.selectFrom('audit').select('details').where('event', '=', 'sign_in.failures_alarm')
  expect(await alarms.execute()).toHaveLength(1)
  expect(app.logged.join('')).toContain('somebody may be guessing')
})
