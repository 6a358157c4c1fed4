import type { BackendUserView, ClientView, SignInView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { createHasher, type Hasher } from '../../src/lib/password-hash.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import {
  type Answer,
  Browser,
  backend,
  codeOf,
  enrol,
  mailedCode,
  mailFactor,
  password,
  second,
  startSignIn,
} from '../support/browser.ts'

let app: TestApp
let instance: CreatedInstance
let call: ReturnType<typeof backend>
let usual: Hasher
/** The next statement that matches fails, once. */
let failing: RegExp | null = null

beforeAll(async () => {
  app = await startTestApp({
    onQuery(sql) {
      if (failing === null || !failing.test(sql)) return
      failing = null
      throw new Error('injected')
    },
  })
  instance = await app.create({}, { multi_factor: { totp: true, backup_code: true } })
  call = backend(app, instance)
  usual = app.context.hasher
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(86_400_000))

let count = 0
const newEmail = () => `busy${++count}@example.com`

async function person(): Promise<{ id: string; email: string }> {
  const email = newEmail()
  const { response } = await call<BackendUserView>('POST', '/users', { email_address: [email], password })
  return { id: response.id, email }
}

async function signedIn(email: string): Promise<{ browser: Browser; session: string }> {
  const browser = new Browser(app, instance)
  await startSignIn(browser, email)
  const { response } = await browser.get<ClientView>('/client')
  return { browser, session: response.last_active_session_id ?? '' }
}

/** A server without room for any hash: what it answers while others guess passwords. */
async function whileBusy<Result>(work: () => Promise<Result>): Promise<Result> {
  app.context.hasher = createHasher(app.context.keyring, { slots: 0, queue: 0 })
  try {
    return await work()
  } finally {
    app.context.hasher = usual
  }
}

/** Everything that counts failures; what an address may ask for in a minute counts requests, and is no failure. */
async function counted(): Promise<object> {
  const { db } = app.context
  const failures = await db.selectFrom('failures').selectAll().orderBy('subject').orderBy('level').execute()
  const running = db.selectFrom('limits').where('count', '>', 0).where('expires_at', '>', app.clock.now())
  const limits = await running.select(['key', 'count']).orderBy('key').execute()
  const tries = await db.selectFrom('sign_ins').select(['id', 'second_tries']).where('second_tries', '>', 0).execute()
  const audited = await db.selectFrom('audit').select('event').where('event', 'like', '%fail%').execute()
  return {
    failures: failures.filter((row) => row.count > 0),
    limits: limits.filter(({ key }) => !/\|\w+\|\d+$/.test(key)),
    tries,
    audited,
  }
}

type Path = () => Promise<() => Promise<Answer<unknown>>>

const paths: Record<string, Path> = {
  'sign-in in one request': async () => {
    const { email } = await person()
    return () => startSignIn(new Browser(app, instance), email)
  },
  'sign-in behind an unknown identifier': async () => () => startSignIn(new Browser(app, instance), newEmail()),
  'the first factor of a sign-in': async () => {
    const { email } = await person()
    const browser = new Browser(app, instance)
    const { response } = await browser.post<SignInView>('/client/sign_ins', { identifier: email })
    return () =>
      browser.post(`/client/sign_ins/${response.id}/attempt_first_factor`, { strategy: 'password', password })
  },
  'sign-in in a known browser': async () => {
    const { email } = await person()
    const { browser } = await signedIn(email)
    await browser.delete('/client/sessions')
    return () => startSignIn(browser, email)
  },
  'a new password after a reset code': async () => {
    const { email } = await person()
    const browser = new Browser(app, instance)
    const { response } = await browser.post<SignInView>('/client/sign_ins', { identifier: email })
    const one = `/client/sign_ins/${response.id}`
    const strategy = 'reset_password_email_code'
    const email_address_id = mailFactor(response, strategy)?.email_address_id ?? ''
    await browser.post(`${one}/prepare_first_factor`, { strategy, email_address_id })
    await browser.post(`${one}/attempt_first_factor`, { strategy, code: await mailedCode(browser, email) })
    return () => browser.post(`${one}/reset_password`, { password: 'another long secret' })
  },
  reverification: async () => {
    const { email } = await person()
    const { browser, session } = await signedIn(email)
    await browser.post(`/client/sessions/${session}/verify`, { level: 'first_factor' })
    const one = `/client/sessions/${session}/verify/attempt_first_factor`
    return () => browser.post(one, { strategy: 'password', password })
  },
  'a password change with the current one': async () => {
    const { email } = await person()
    const { browser } = await signedIn(email)
    const fields = { current_password: password, new_password: 'another long secret' }
    return () => browser.post('/me/change_password', fields)
  },
  'sign-up': async () => () =>
    new Browser(app, instance).post('/client/sign_ups', { email_address: newEmail(), password }),
  'verify_password of the Backend API': async () => {
    const { id } = await person()
    return () => call('POST', `/users/${id}/verify_password`, { password })
  },
  'a new user of the Backend API': async () => () => call('POST', '/users', { email_address: [newEmail()], password }),
}

test.each(Object.keys(paths))('%s: a busy server answers 503 and charges nothing (R7, R140)', async (name) => {
  const attempt = await paths[name]!()
  const before = await counted()
  for (let i = 0; i < 11; i++) {
    const answer = await whileBusy(attempt)
    expect([answer.status, answer.code]).toEqual([503, 'server_busy'])
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
  }
  expect(await counted()).toEqual(before)
  const answer = await attempt()
  expect([name, answer.status === 200 || answer.status === 422, answer.code === 'user_locked']).toEqual([
    name,
    true,
    false,
  ])
})

const lost: Record<string, { strategy: 'totp' | 'backup_code'; failing: RegExp }> = {
  'the app is read': { strategy: 'totp', failing: /^select.*from "totp_factors".*"confirmed_at" is not null/ },
  'the backup codes are read': { strategy: 'backup_code', failing: /^select.*from "backup_codes".*"used_at" is null/ },
  'the proof is recorded': { strategy: 'totp', failing: /^update "totp_factors"/ },
}

test.each(Object.entries(lost))(
  'a database that fails while %s charges nothing, and the same code is good for the next try (R7, R118)',
  async (_, { strategy, failing: statement }) => {
    const { email } = await person()
    const { secret, backupCodes } = await enrol((await signedIn(email)).browser)
    const browser = new Browser(app, instance)
    const { response } = await startSignIn(browser, email)
    const code = strategy === 'totp' ? codeOf(secret, app.clock.now()) : (backupCodes[0] ?? '')
    const before = await counted()
    failing = statement
    const answer = await second(browser, response.id, strategy, code)
    expect([answer.status, failing]).toEqual([500, null])
    expect(await counted()).toEqual(before)
    expect((await second(browser, response.id, strategy, code)).response.status).toBe('complete')
  },
)

test('what a busy server gives back buys no guess: of wrong ones ten are compared, whatever was refused (R7)', async () => {
  const { email } = await person()
  const codes: (string | undefined)[] = []
  app.context.hasher = createHasher(app.context.keyring, { slots: 1, queue: 3 })
  for (let round = 0; round < 30; round++) {
    const guesses = Array.from({ length: 8 }, () => startSignIn(new Browser(app, instance), email, 'not the password'))
    const answers = (await Promise.all(guesses)).map(({ code }) => code)
    codes.push(...answers)
    if (answers.every((code) => code === 'user_locked')) break
  }
  app.context.hasher = usual
  expect(codes.filter((code) => code === 'form_password_or_identifier_incorrect')).toHaveLength(10)
  expect(codes).toContain('user_locked')
})
