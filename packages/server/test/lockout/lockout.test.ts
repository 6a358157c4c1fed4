import type { BackendUserView, SignInView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { Browser, backend, codeOf, mailed, mailedCode, password, second, startSignIn } from '../support/browser.ts'

const minute = 60_000
const day = 86_400_000
const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'

let app: TestApp
let instance: CreatedInstance
let call: ReturnType<typeof backend>

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, { multi_factor: { totp: true, backup_code: true } })
  call = backend(app, instance)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(day))

let count = 0
const visitor = () => new Browser(app, instance)
const wrong = 'not the password at all'
const codeNow = () => codeOf(secret, app.clock.now())

interface Person {
  id: string
  email: string
}

async function person(fields: object = {}): Promise<Person> {
  const email = `lock${++count}@example.com`
  const { response } = await call<BackendUserView>('POST', '/users', { email_address: [email], password, ...fields })
  return { id: response.id, email }
}
const withApp = (fields: object = {}) => person({ totp_secret: secret, ...fields })

/** A browser that the user has signed in with, and out again. */
async function knownTo({ email }: Person): Promise<Browser> {
  const browser = visitor()
  const { response } = await startSignIn(browser, email)
  if (response.status === 'needs_second_factor') {
    app.clock.advance(30_000)
    expect((await second(browser, response.id, 'totp', codeNow())).response.status).toBe('complete')
  }
  await browser.delete('/client/sessions')
  return browser
}

async function failPasswords(email: string, times: number): Promise<(string | undefined)[]> {
  const codes = []
  for (let i = 0; i < times; i++) codes.push((await startSignIn(visitor(), email, wrong)).code)
  return codes
}

/** As ten wrong passwords would: the first and the tenth are real. */
async function lockPasswords(email: string, at = 10): Promise<(string | undefined)[]> {
  const first = await failPasswords(email, 1)
  const counted = app.context.db.updateTable('failures').where('level', '=', 'password').where('count', '=', 1)
  await counted.set({ count: at - 1, locked_until: null }).execute()
  return [...first, ...(await failPasswords(email, 1))]
}

/** Wrong second steps in new browsers, five for each attempt; a lock is waited for. */
async function failSeconds(email: string, times: number): Promise<void> {
  for (let left = times; left > 0; left -= 5) {
    const browser = visitor()
    const { response } = await startSignIn(browser, email)
    for (let i = 0; i < Math.min(left, 5); i++)
      expect((await second(browser, response.id, 'totp', '000000')).code).toBe('form_code_incorrect')
    app.clock.advance(day)
  }
}

async function mailCode(browser: Browser, email: string, strategy: 'email_code' | 'reset_password_email_code') {
  app.clock.advance(minute)
  const { response } = await browser.post<SignInView>('/client/sign_ins', { identifier: email })
  const one = `/client/sign_ins/${response.id}`
  const prepared = await browser.post<SignInView>(`${one}/prepare_first_factor`, { strategy })
  expect(prepared.code).toBeUndefined()
  const code = await mailedCode(browser, email)
  const proven = await browser.post<SignInView>(`${one}/attempt_first_factor`, { strategy, code })
  return { one, proven }
}

test('while strangers flood an account, its owner signs in where they are known, with both steps (R103, R99)', async () => {
  const owner = await withApp()
  const home = await knownTo(owner)
  expect((await failPasswords(owner.email, 12)).slice(10)).toEqual(['user_locked', 'user_locked'])
  expect((await startSignIn(visitor(), owner.email)).code).toBe('user_locked')
  const begun = await startSignIn(home, owner.email)
  expect(begun.response.status).toBe('needs_second_factor')
  app.clock.advance(30_000)
  expect((await second(home, begun.response.id, 'totp', codeNow())).response.status).toBe('complete')
  // A lock that somebody knowing the password brought about is no other (R100).
  await home.delete('/client/sessions')
  app.clock.advance(day)
  await failSeconds(owner.email, 5)
  const browser = visitor()
  const { response } = await startSignIn(browser, owner.email)
  for (let i = 0; i < 5; i++) await second(browser, response.id, 'totp', '000000')
  expect((await startSignIn(visitor(), owner.email)).code).toBe('user_locked')
  const again = await startSignIn(home, owner.email)
  expect((await second(home, again.response.id, 'totp', codeNow())).response.status).toBe('complete')
  // It grants nothing: without the proofs the browser is as good as any other, and it has ten tries of its own.
  await home.delete('/client/sessions')
  expect(await failIn(home, owner.email, 11)).toEqual([...Array(10).fill(incorrect), 'user_locked'])
  expect((await startSignIn(home, owner.email)).code).toBe('user_locked')
})
const incorrect = 'form_password_or_identifier_incorrect'

async function failIn(browser: Browser, email: string, times: number) {
  const codes = []
  for (let i = 0; i < times; i++) codes.push((await startSignIn(browser, email, wrong)).code)
  return codes
}

test('a browser is known to its own user alone, and not beyond a security event (R99)', async () => {
  const [owner, other] = [await person(), await person()]
  const home = await knownTo(owner)
  await lockPasswords(other.email)
  expect((await startSignIn(home, other.email)).code).toBe('user_locked')
  await call('POST', `/users/${owner.id}/ban`)
  await call('POST', `/users/${owner.id}/unban`)
  await lockPasswords(owner.email)
  expect((await startSignIn(home, owner.email)).code).toBe('user_locked')
})

test('a lock by passwords closes nothing but passwords: a code by mail signs in, and makes the browser known (R103, R108)', async () => {
  const owner = await person()
  await lockPasswords(owner.email)
  const browser = visitor()
  const { proven } = await mailCode(browser, owner.email, 'email_code')
  expect(proven.response.status).toBe('complete')
  await browser.delete('/client/sessions')
  expect((await startSignIn(browser, owner.email)).response.status).toBe('complete')
  // What was proven was neither the password among strangers nor anything of theirs.
  expect((await startSignIn(visitor(), owner.email)).code).toBe('user_locked')
})

test('a new password, chosen by mail, unlocks the second step at once, and once a day; the count stays (R101)', async () => {
  const owner = await withApp()
  const lock = async (secret: string) => {
    for (let round = 0; round < 2; round++) {
      const browser = visitor()
      const { response } = await startSignIn(browser, owner.email, secret)
      for (let i = 0; i < 5; i++) await second(browser, response.id, 'totp', '000000')
    }
    expect((await startSignIn(visitor(), owner.email, secret)).code).toBe('user_locked')
  }
  await lock(password)
  const reset = async (secret: string) => {
    const browser = visitor()
    const { one } = await mailCode(browser, owner.email, 'reset_password_email_code')
    const answer = await browser.post<SignInView>(`${one}/reset_password`, { password: secret })
    expect(answer.response.status).toBe('needs_second_factor')
    return { browser, id: answer.response.id }
  }
  const first = await reset('a first good secret')
  for (let i = 0; i < 5; i++)
    expect((await second(first.browser, first.id, 'totp', '000000')).code).toBe('form_code_incorrect')
  const next = await reset('another good secret')
  expect((await second(next.browser, next.id, 'totp', codeNow())).code).toBe('user_locked')
  app.clock.advance(30 * minute)
  const late = await reset('a third good secret')
  expect((await second(late.browser, late.id, 'totp', codeNow())).response.status).toBe('complete')
})

test('an operator’s lock holds in every browser and for every way, and is lifted by them (R59)', async () => {
  const owner = await withApp()
  const home = await knownTo(owner)
  await call('POST', `/users/${owner.id}/lock`)
  expect((await startSignIn(home, owner.email)).code).toBe('user_locked')
  // Who has only the address, or a wrong password, learns nothing of it (R109).
  expect((await visitor().post('/client/sign_ins', { identifier: owner.email })).status).toBe(200)
  await failIn(home, owner.email, 3)
  expect((await startSignIn(visitor(), owner.email)).code).toBe('user_locked')
  expect((await call<BackendUserView>('POST', `/users/${owner.id}/unlock`)).response).toMatchObject({
    locked: false,
    verification_attempts_remaining: 10,
  })
  expect((await startSignIn(home, owner.email)).response.status).toBe('needs_second_factor')
})

test('a hundred wrong passwords in a row close the password to strangers until a new one is chosen, account or none (R102, R104)', async () => {
  const owner = await person()
  const home = await knownTo(owner)
  const nobody = `nobody${++count}@example.com`
  const seen = []
  for (const email of [owner.email, nobody]) {
    const answers = await lockPasswords(email, 95)
    const locked = await startSignIn(visitor(), email)
    // However long it has gone on, an hour is the longest that anybody can lock somebody out by passwords.
    expect(Number(locked.headers.get('retry-after'))).toBe(3600)
    app.clock.advance(60 * minute)
    answers.push(...(await failPasswords(email, 5)))
    app.clock.advance(60 * minute)
    for (const given of [wrong, password]) {
      const answer = await startSignIn(visitor(), email, given)
      answers.push(answer.code)
      expect(answer.status).toBe(403)
    }
    seen.push(answers)
  }
  expect(seen[0]).toEqual([...Array(7).fill(incorrect), 'password_paused', 'password_paused'])
  expect(seen[0]).toEqual(seen[1])
  expect((await startSignIn(home, owner.email)).response.status).toBe('complete')
  expect((await startSignIn(visitor(), owner.email)).code).toBe('password_paused')
  const browser = visitor()
  const { one } = await mailCode(browser, owner.email, 'reset_password_email_code')
  await browser.post(`${one}/reset_password`, { password: 'a good new secret' })
  expect((await startSignIn(visitor(), owner.email, 'a good new secret')).response.status).toBe('complete')
})

test('thirty wrong second steps of strangers in a month make the password worthless, whatever its owner did in between (R101, R63)', async () => {
  const owner = await withApp()
  const home = await knownTo(owner)
  await failSeconds(owner.email, 15)
  const between = await startSignIn(home, owner.email)
  expect((await second(home, between.response.id, 'totp', codeNow())).response.status).toBe('complete')
  await failSeconds(owner.email, 15)
  expect((await startSignIn(visitor(), owner.email)).code).toBe('form_password_compromised')
  const subjects = (await mailed(home, owner.email)).map(({ subject }) => subject)
  expect(subjects.filter((subject) => subject?.includes('guessing your second step'))).toHaveLength(1)
  const browser = visitor()
  const { one } = await mailCode(browser, owner.email, 'reset_password_email_code')
  const reset = await browser.post<SignInView>(`${one}/reset_password`, { password: 'a good new secret' })
  expect((await second(browser, reset.response.id, 'totp', codeNow())).response.status).toBe('complete')
})

test('without a password there is none to replace: strangers get no second step until the month is over (R101)', async () => {
  const owner = await withApp({ password: undefined, skip_password_requirement: true })
  const { db } = app.context
  const browser = visitor()
  await mailCode(browser, owner.email, 'email_code')
  const { sign_in } = (await browser.get<{ sign_in: SignInView }>('/client')).response
  await second(browser, sign_in.id, 'totp', '000000')
  const key = `long-guessing|${owner.id}|0`
  await db.updateTable('limits').set({ count: 29 }).where('key', '=', key).execute()
  expect((await second(browser, sign_in.id, 'totp', '000000')).code).toBe('form_code_incorrect')
  expect((await second(browser, sign_in.id, 'totp', codeNow())).code).toBe('user_locked')
  await call('POST', `/users/${owner.id}/unlock`)
  expect((await second(browser, sign_in.id, 'totp', codeNow())).response.status).toBe('complete')
})

test('fifty wrong codes in a row switch the authenticator off until it is set up anew, and no other factor (R101, R108)', async () => {
  const owner = await withApp({ backup_codes: ['AAAAAAAAAAAAA', 'BBBBBBBBBBBBB'] })
  const home = await knownTo(owner)
  const begin = async () => (await startSignIn(home, owner.email)).response.id
  const { db } = app.context
  const worn = () =>
    db.selectFrom('failures').select('count').where('level', '=', 'worn').where('subject', 'like', 'apps:%')
  const before = (await worn().execute()).length
  let id = await begin()
  await second(home, id, 'totp', '000000')
  await db.updateTable('failures').set({ count: 49 }).where('level', '=', 'worn').where('count', '=', 1).execute()
  // What is used resets its own count only.
  expect((await second(home, id, 'backup_code', 'AAAAAAAAAAAAA')).response.status).toBe('complete')
  await home.delete('/client/sessions')
  id = await begin()
  expect((await second(home, id, 'totp', '000000')).code).toBe('form_code_incorrect')
  const refused = [await second(home, id, 'totp', codeNow()), await second(home, id, 'totp', '000000')]
  expect(refused.map(({ status, code }) => [status, code])).toEqual(Array(2).fill([403, 'factor_worn']))
  expect((await mailed(home, owner.email)).map(({ subject }) => subject)).toContainEqual(
    expect.stringContaining('way to sign in was switched off'),
  )
  expect((await second(home, id, 'backup_code', 'BBBBBBBBBBBBB')).response.status).toBe('complete')
  await home.delete('/client/sessions')
  await call('PATCH', `/users/${owner.id}`, { totp_secret: secret })
  app.clock.advance(minute)
  id = await begin()
  expect((await second(home, id, 'totp', codeNow())).response.status).toBe('complete')
  expect((await worn().execute()).length).toBe(before + 1)
})
