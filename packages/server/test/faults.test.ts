import type { SignInView, SignUpView, TotpView } from '@countersign/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { testCode } from '../src/messages/test-addresses.ts'
import { mfaOn, startTestApp, type TestApp } from './support/app.ts'
import { type Answer, Browser, backend, codeOf, enrol, me, password, second, startSignIn } from './support/browser.ts'

/** Statements are counted while armed; the `failAt`-th fails, `begin` and `commit` included. */
const fault = { isArmed: false, failAt: 0, seen: 0 }
const everyStatement = -1
let app: TestApp
let instance: CreatedInstance

beforeAll(async () => {
  app = await startTestApp({
    onQuery: (sql) => {
      if (!fault.isArmed) return
      fault.seen++
      if (fault.failAt === everyStatement || fault.seen === fault.failAt)
        throw new Error(`injected into: ${sql.slice(0, 40)}`)
    },
  })
  instance = await app.create({}, mfaOn)
})
afterAll(() => app.close())

let count = 0
const newEmail = () => `unlucky${++count}+countersign_test@example.com`
const visitor = () => new Browser(app, instance)
const now = () => app.clock.now()

interface Run<Fixture> {
  /** A fresh state; nothing fails here. */
  prepare(): Promise<Fixture>
  /** The request one of whose statements fails. */
  act(fixture: Fixture): Promise<Answer<unknown>>
  /** What must hold afterwards, whichever statement it was. */
  check(fixture: Fixture, answer: Answer<unknown>): Promise<void>
}

/** Fails the first statement of the request, then the second, until none is left. Returns how many there were. */
async function failEach<Fixture>({ prepare, act, check }: Run<Fixture>): Promise<number> {
  for (let n = 1; ; n++) {
    app.clock.advance(3_600_000)
    // Codes that come too late are failures of the same user, over and over: more than anybody gets in a month (R101).
    await app.context.db.deleteFrom('limits').where('key', 'like', 'long-guessing|%').execute()
    const fixture = await prepare()
    Object.assign(fault, { isArmed: true, failAt: n, seen: 0 })
    const answer = await act(fixture)
    fault.isArmed = false
    const isOver = fault.seen < n
    if (isOver) expect(answer.status).toBe(200)
    else expectRefusal(answer)
    await check(fixture, answer)
    if (isOver) return n - 1
  }
}

/** A failure is told in the envelope and tells nothing of its cause. */
function expectRefusal(answer: Answer<unknown>): void {
  expect([500, 503]).toContain(answer.status)
  expect(answer.errors).toHaveLength(1)
  expect(answer.code).toMatch(/internal_error|database_unavailable/)
  expect(JSON.stringify(answer.body)).not.toMatch(/injected|begin|commit/)
}

const sessionsOf = async (userId: string) =>
  (await app.context.db.selectFrom('sessions').select('id').where('user_id', '=', userId).execute()).length
const signInRow = (id: string) =>
  app.context.db.selectFrom('sign_ins').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

interface User {
  email: string
  id: string
  browser: Browser
}
async function person(fields: { password?: string } = {}): Promise<User> {
  const email = newEmail()
  const made = await backend(app, instance)<{ id: string }>('POST', '/users', { email_address: [email], ...fields })
  const browser = visitor()
  await enter(browser, email)
  return { email, browser, id: made.response.id }
}

/** The first step by the fixed code of test addresses: password hashes would make hundreds of rounds slow. */
async function enter(browser: Browser, email: string): Promise<Answer<SignInView>> {
  const { response } = await browser.post<SignInView>('/client/sign_ins', { identifier: email, strategy: 'email_code' })
  const path = `/client/sign_ins/${response.id}/attempt_first_factor`
  return browser.post<SignInView>(path, { strategy: 'email_code', code: testCode })
}

describe('when any one statement fails, nothing is half done:', () => {
  test('beginning a sign-in and proving the password (R118, R127)', async () => {
    const user = await person({ password })
    const statements = await failEach({
      prepare: async () => ({ browser: visitor(), before: await sessionsOf(user.id) }),
      act: ({ browser }) => startSignIn(browser, user.email),
      async check({ browser, before }) {
        const made = (await sessionsOf(user.id)) - before
        expect(made).toBeLessThanOrEqual(1)
        if (made === 0) expect((await me(browser)).status).toBe(401)
        expect((await startSignIn(visitor(), user.email)).response.status).toBe('complete')
      },
    })
    expect(statements).toBeGreaterThan(10)
  })

  test('the second step with the app: the code is used up exactly when the session is there (R4, R14, R118)', async () => {
    const user = await person()
    const { secret } = await enrol(user.browser)
    const statements = await failEach({
      async prepare() {
        const browser = visitor()
        const { response } = await enter(browser, user.email)
        expect(response.status).toBe('needs_second_factor')
        return { browser, id: response.id, code: codeOf(secret, now()), before: await sessionsOf(user.id) }
      },
      act: ({ browser, id, code }) => second(browser, id, 'totp', code),
      async check({ browser, id, code, before }) {
        const made = await expectWholeOrNothing(user.id, id, before)
        if (made === 0) expect((await me(browser)).status).toBe(401)
        // Whatever happened, another try with the same code leaves one session more than before, never two.
        await second(browser, id, 'totp', code)
        expect(await sessionsOf(user.id)).toBe(before + 1)
        const other = visitor()
        const next = await enter(other, user.email)
        expect((await second(other, next.response.id, 'totp', code)).code).toBe('form_code_incorrect')
        app.clock.advance(30_000)
        const fresh = await second(other, next.response.id, 'totp', codeOf(secret, now()))
        expect(fresh.response.status).toBe('complete')
      },
    })
    expect(statements).toBeGreaterThan(15)
  })

  test('the second step with a backup code: it is used up exactly when the session is there (R28, R118, S41)', async () => {
    const user = await person()
    const { secret, backupCodes } = await enrol(user.browser)
    const codes = [...backupCodes]
    const usedCodes = () =>
      app.context.db
        .selectFrom('backup_codes')
        .select('id')
        .where('user_id', '=', user.id)
        .where('used_at', 'is not', null)
        .execute()
    const refill = async () => {
      const owner = visitor()
      const { response } = await enter(owner, user.email)
      await second(owner, response.id, 'totp', codeOf(secret, now()))
      codes.push(...(await owner.post<{ codes: string[] }>('/me/backup_codes')).response.codes)
    }
    const statements = await failEach({
      async prepare() {
        if (codes.length === 1) {
          codes.length = 0
          await refill()
        }
        const browser = visitor()
        const { response } = await enter(browser, user.email)
        const [code = ''] = codes.splice(0, 1)
        const used = (await usedCodes()).length
        return { browser, id: response.id, code, used, before: await sessionsOf(user.id) }
      },
      act: ({ browser, id, code }) => second(browser, id, 'backup_code', code),
      async check({ browser, id, code, used, before }) {
        const made = await expectWholeOrNothing(user.id, id, before)
        expect((await usedCodes()).length - used).toBe(made)
        await second(browser, id, 'backup_code', code)
        expect(await sessionsOf(user.id)).toBe(before + 1)
        const other = visitor()
        const next = await enter(other, user.email)
        expect((await second(other, next.response.id, 'backup_code', code)).code).toBe('form_code_incorrect')
      },
    })
    expect(statements).toBeGreaterThan(15)
  })

  test('confirming an authenticator app: factor, backup codes and ended sessions come together (S30, S43, R68, R118)', async () => {
    const user = await person()
    const statements = await failEach({
      async prepare() {
        await backend(app, instance)('DELETE', `/users/${user.id}/mfa`)
        const [browser, other] = [visitor(), visitor()]
        await enter(browser, user.email)
        await enter(other, user.email)
        const secret = (await browser.post<TotpView>('/me/totp')).response.secret ?? ''
        return { browser, other, secret }
      },
      act: ({ browser, secret }) => browser.post('/me/totp/attempt_verification', { code: codeOf(secret, now()) }),
      async check({ browser, other, secret }) {
        const row = await app.context.db
          .selectFrom('totp_factors')
          .select('confirmed_at')
          .where('user_id', '=', user.id)
          .executeTakeFirstOrThrow()
        const codes = await app.context.db
          .selectFrom('backup_codes')
          .select('id')
          .where('user_id', '=', user.id)
          .execute()
        const isOn = row.confirmed_at !== null
        expect(codes).toHaveLength(isOn ? 10 : 0)
        expect((await me(other)).status).toBe(isOn ? 401 : 200)
        const stranger = visitor()
        const begun = await enter(stranger, user.email)
        expect(begun.response.status).toBe(isOn ? 'needs_second_factor' : 'complete')
        app.clock.advance(30_000)
        if (isOn) {
          const done = await second(stranger, begun.response.id, 'totp', codeOf(secret, now()))
          expect(done.response.status).toBe('complete')
        } else {
          const again = await browser.post<TotpView>('/me/totp/attempt_verification', { code: codeOf(secret, now()) })
          expect(again.response.verified).toBe(true)
        }
      },
    })
    expect(statements).toBeGreaterThan(15)
  })

  test('beginning an enrolment: no factor is on, and it can be begun again (S30, R65)', async () => {
    const user = await person()
    await failEach({
      async prepare() {
        const browser = visitor()
        await enter(browser, user.email)
        return browser
      },
      act: (browser) => browser.post('/me/totp'),
      async check(browser) {
        expect((await enter(visitor(), user.email)).response.status).toBe('complete')
        expect((await browser.post<TotpView>('/me/totp')).response.secret).toMatch(/^[A-Z2-7]{32}$/)
      },
    })
  })

  test('finishing a sign-up: account, address and session come together (R14, R118)', async () => {
    await failEach({
      async prepare() {
        const browser = visitor()
        const email = newEmail()
        const { response } = await browser.post<SignUpView>('/client/sign_ups', { email_address: email, password })
        const path = `/client/sign_ups/${response.id}`
        await browser.post(`${path}/prepare_verification`, { strategy: 'email_code' })
        return { browser, email, path, code: testCode }
      },
      act: ({ browser, path, code }) => browser.post(`${path}/attempt_verification`, { code }),
      async check({ browser, email, path, code }) {
        await browser.post(`${path}/attempt_verification`, { code })
        const addresses = await app.context.db
          .selectFrom('email_addresses')
          .select('user_id')
          .where('address_key', '=', email)
          .execute()
        expect(addresses).toHaveLength(1)
        expect(await sessionsOf(addresses[0]?.user_id ?? '')).toBe(1)
        expect((await enter(visitor(), email)).response.status).toBe('complete')
      },
    })
  })

  test('resetting the password: old or new, and the other sessions end exactly with it (R75, R77, R118)', async () => {
    const user = await person({ password })
    let current = password
    await failEach({
      async prepare() {
        const other = visitor()
        await startSignIn(other, user.email, current)
        const browser = visitor()
        const { response } = await browser.post<SignInView>('/client/sign_ins', { identifier: user.email })
        const path = `/client/sign_ins/${response.id}`
        const strategy = 'reset_password_email_code'
        await browser.post(`${path}/prepare_first_factor`, { strategy })
        await browser.post(`${path}/attempt_first_factor`, { strategy, code: testCode })
        return { browser, other, path, wanted: `secret number ${++count}` }
      },
      act: ({ browser, path, wanted }) => browser.post(`${path}/reset_password`, { password: wanted }),
      async check({ other, wanted }) {
        const tried = await startSignIn(visitor(), user.email, wanted)
        const isChanged = tried.response?.status === 'complete'
        expect((await me(other)).status).toBe(isChanged ? 401 : 200)
        if (isChanged) expect((await startSignIn(visitor(), user.email, current)).status).toBe(422)
        if (isChanged) current = wanted
        expect((await startSignIn(visitor(), user.email, current)).response.status).toBe('complete')
      },
    })
  })
})

/** Session, proof and used-up factor are there together or not at all. Returns how many sessions were made. */
async function expectWholeOrNothing(userId: string, signInId: string, before: number): Promise<number> {
  const row = await signInRow(signInId)
  const made = (await sessionsOf(userId)) - before
  expect([0, 1]).toContain(made)
  expect([row.second_at !== null, row.session_id !== null]).toEqual([made === 1, made === 1])
  return made
}

test('while the storage fails altogether nobody gets in, and it heals by itself (R118)', async () => {
  const user = await person()
  app.clock.advance(60_000)
  for (const send of [
    (browser: Browser) => startSignIn(browser, user.email),
    (browser: Browser) => me(browser),
    (browser: Browser) => browser.get('/client'),
  ]) {
    const browser = user.browser.copy()
    Object.assign(fault, { isArmed: true, failAt: everyStatement, seen: 0 })
    const answer = await send(browser)
    fault.isArmed = false
    expectRefusal(answer)
  }
  expect((await me(user.browser)).status).toBe(200)
})
