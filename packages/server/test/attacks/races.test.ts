import { createHash, randomBytes } from 'node:crypto'
import type { ClientView, SessionVerificationView, SignInView, SignUpView, TotpView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import type { Hasher } from '../../src/lib/password-hash.ts'
import { mfaOn, startTestApp, type TestApp } from '../support/app.ts'
import {
  Browser,
  backend,
  codeOf,
  distinct,
  enrol,
  mailedCode,
  me,
  password,
  signUp,
  startSignIn,
} from '../support/browser.ts'

let app: TestApp
let instance: CreatedInstance
/** Runs once, while the next password is being hashed or compared: the longest moment between a look and a write. */
let meanwhile: (() => Promise<unknown>) | null = null

beforeAll(async () => {
  app = await startTestApp()
  const { hasher } = app.context
  const pause = async () => {
    const work = meanwhile
    meanwhile = null
    await work?.()
  }
  const paused = (inner: Hasher): Hasher => ({
    hash: async (text) => (await Promise.all([inner.hash(text), pause()]))[0],
    verify: async (text, phc) => (await Promise.all([inner.verify(text, phc), pause()]))[0],
    burn: (text) => inner.burn(text),
    enter(guest) {
      const place = inner.enter(guest)
      return { hasher: paused(place.hasher), leave: place.leave }
    },
  })
  app.context.hasher = paused(hasher)
  instance = await app.create({}, mfaOn)
})
afterAll(() => app.close())
beforeEach(() => {
  app.clock.advance(60_000)
  meanwhile = null
})

let count = 0
const newEmail = () => `racer${++count}@example.com`
const visitor = () => new Browser(app, instance)
const call = () => backend(app, instance)

interface Person {
  browser: Browser
  email: string
  id: string
  session: string
}
async function person(): Promise<Person> {
  const email = newEmail()
  const browser = await signUp(app, instance, email)
  const session = (await browser.get<ClientView>('/client')).response.last_active_session_id ?? ''
  const { id } = (await me(browser)).response
  // So that a code mailed next is the last one by its time.
  app.clock.advance(1000)
  return { email, browser, session, id }
}
const statuses = (answers: { status: number }[]) => answers.map((answer) => answer.status)

describe('while a password is compared', () => {
  const events: [string, (who: Person) => Promise<unknown>][] = [
    ['the user is banned', ({ id }) => call()('POST', `/users/${id}/ban`)],
    ['the user is deleted', ({ id }) => call()('DELETE', `/users/${id}`)],
    ['the password is changed', ({ id }) => call()('PATCH', `/users/${id}`, { password: 'a newer one by far' })],
    ['the second factors are taken away', ({ id }) => call()('DELETE', `/users/${id}/mfa`)],
  ]

  test.each(events)('%s: the sign-in does not go through (R59, R61)', async (_, event) => {
    const who = await person()
    const browser = visitor()
    meanwhile = () => event(who)
    const answer = await startSignIn(browser, who.email)
    expect(answer.response?.status).not.toBe('complete')
    expect(answer.status).toBeGreaterThanOrEqual(400)
    expect((await me(browser)).status).toBe(401)
  })

  test.each(events)('%s: proving again does not go through (R59, R61, R84)', async (_, event) => {
    const who = await person()
    const path = `/client/sessions/${who.session}/verify`
    await who.browser.post(path, { level: 'first_factor' })
    meanwhile = () => event(who)
    const answer = await who.browser.post(`${path}/attempt_first_factor`, { strategy: 'password', password })
    expect(answer.status).toBeGreaterThanOrEqual(400)
  })

  test('it is proven once, however many compare at the same time (R6)', async () => {
    const who = await person()
    const browser = visitor()
    const begun = await browser.post<SignInView>('/client/sign_ins', { identifier: who.email })
    const path = `/client/sign_ins/${begun.response.id}/attempt_first_factor`
    const send = () => browser.copy().post<SignInView>(path, { strategy: 'password', password })
    const answers = await Promise.all([send(), send(), send()])
    expect(distinct(answers)).toBe(1)
    const verify = `/client/sessions/${who.session}/verify`
    await who.browser.post(verify, { level: 'first_factor' })
    const again = () =>
      who.browser.copy().post<SessionVerificationView>(`${verify}/attempt_first_factor`, {
        strategy: 'password',
        password,
      })
    const proofs = await Promise.all([again(), again(), again()])
    expect(distinct(proofs)).toBe(1)
  })
})

test('a password that changes while another reset is hashed wins over it (R61, R75, R77)', async () => {
  const who = await person()
  const browser = visitor()
  const strategy = 'reset_password_email_code'
  const begun = await browser.post<SignInView>('/client/sign_ins', { identifier: who.email, strategy })
  const path = `/client/sign_ins/${begun.response.id}`
  await browser.post(`${path}/attempt_first_factor`, { strategy, code: await mailedCode(browser, who.email) })
  meanwhile = () => call()('PATCH', `/users/${who.id}`, { password: 'the app had another idea' })
  const late = await browser.post(`${path}/reset_password`, { password: 'the one that came late' })
  expect(late.code).toBe('attempt_expired')
  expect((await startSignIn(visitor(), who.email, 'the app had another idea')).response.status).toBe('complete')
  expect((await startSignIn(visitor(), who.email, 'the one that came late')).status).toBe(422)
})

test('a sign-up that is finished while its password is hashed keeps what it was finished with', async () => {
  const browser = visitor()
  const email = newEmail()
  const begun = await browser.post<SignUpView>('/client/sign_ups', { email_address: email, password })
  const path = `/client/sign_ups/${begun.response.id}`
  await browser.post(`${path}/prepare_verification`)
  const code = await mailedCode(browser, email)
  const other = browser.copy()
  meanwhile = () => other.post(`${path}/attempt_verification`, { code })
  const late = await browser.patch(path, { password: 'another one too late' })
  expect(late.code).toBe('client_renewed')
  expect((await startSignIn(visitor(), email)).response.status).toBe('complete')
})

describe('while an authenticator app is confirmed', () => {
  const confirm = (browser: Browser, secret: string) =>
    browser.post<TotpView>('/me/totp/attempt_verification', { code: codeOf(secret, app.clock.now()) })

  test('a new secret is asked for: either the old one is confirmed or the new one waits, never both (R65)', async () => {
    const who = await person()
    const secret = (await who.browser.post<TotpView>('/me/totp')).response.secret ?? ''
    const [confirmed] = await Promise.all([confirm(who.browser, secret), who.browser.copy().post('/me/totp')])
    const rows = await app.context.db.selectFrom('totp_factors').selectAll().where('user_id', '=', who.id).execute()
    expect(rows.filter((row) => row.confirmed_at !== null)).toHaveLength(confirmed.status === 200 ? 1 : 0)
    const begun = await startSignIn(visitor(), who.email)
    expect(begun.response.status).toBe(confirmed.status === 200 ? 'needs_second_factor' : 'complete')
  })

  test('the user is deleted: nothing of it stays (R59)', async () => {
    const who = await person()
    const secret = (await who.browser.post<TotpView>('/me/totp')).response.secret ?? ''
    await Promise.all([confirm(who.browser, secret), call()('DELETE', `/users/${who.id}`)])
    for (const table of ['totp_factors', 'backup_codes', 'sessions'] as const)
      expect(await app.context.db.selectFrom(table).selectAll().where('user_id', '=', who.id).execute()).toEqual([])
  })

  test('and removed by two callers at once it is removed once', async () => {
    const who = await person()
    await enrol(who.browser)
    const answers = await Promise.all([who.browser.copy().delete('/me/totp'), who.browser.copy().delete('/me/totp')])
    expect(statuses(answers).filter((status) => status === 200)).toHaveLength(1)
  })
})

test('the losers of one ticket still have to prove who they are (R14, R52)', async () => {
  const who = await person()
  const ticket = randomBytes(32).toString('base64url')
  await app.context.db
    .insertInto('tickets')
    .values({
      id: 'tick_contested',
      instance_id: instance.instance.id,
      user_id: who.id,
      token_hash: createHash('sha256').update(ticket).digest('base64url'),
      created_at: app.clock.now(),
      expires_at: app.clock.now() + 60_000,
      used_at: null,
    })
    .execute()
  const browsers = [visitor(), visitor(), visitor()]
  const answers = await Promise.all(
    browsers.map((browser) => browser.post<SignInView>('/client/sign_ins', { strategy: 'ticket', ticket })),
  )
  expect(answers.filter((answer) => answer.response?.status === 'complete')).toHaveLength(1)
  for (const browser of browsers.filter((_, index) => answers[index]?.status !== 200)) {
    expect((await me(browser)).status).toBe(401)
    const open = (await browser.get<ClientView>('/client')).response?.sign_in
    if (!open) continue
    expect(open.status).toBe('needs_first_factor')
    const path = `/client/sign_ins/${open.id}/attempt_first_factor`
    expect((await browser.post(path, { strategy: 'password', password: 'a wrong one' })).status).toBe(422)
    expect((await me(browser)).status).toBe(401)
  }
})

test('a sign-in that finishes while a second factor is set up leaves no session without it (R6, R59, R68)', async () => {
  for (let round = 0; round < 5; round++) {
    const who = await person()
    const browsers = Array.from({ length: 4 }, visitor)
    const secret = (await who.browser.post<TotpView>('/me/totp')).response.secret ?? ''
    const confirm = who.browser.post<TotpView>('/me/totp/attempt_verification', {
      code: codeOf(secret, app.clock.now()),
    })
    const answers = await Promise.all([confirm, ...browsers.map((browser) => startSignIn(browser, who.email))])
    expect(answers[0]?.status).toBe(200)
    for (const browser of browsers) expect((await me(browser)).status).toBe(401)
  }
})

test('of forty guesses at once ten are compared, and the others hear of the lock instead of an overload (R7, R106)', async () => {
  const { email } = await person()
  const guesses = Array.from({ length: 40 }, () => startSignIn(visitor(), email, 'a wrong guess of forty'))
  const codes = (await Promise.all(guesses)).map(({ code }) => code)
  expect(codes.filter((code) => code === 'form_password_or_identifier_incorrect')).toHaveLength(10)
  expect(codes.filter((code) => code === 'user_locked')).toHaveLength(30)
})
