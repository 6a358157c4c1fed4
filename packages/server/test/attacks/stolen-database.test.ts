import type { ClientView, MessageView, SignInView, SignUpView, TokenView, TotpView } from '@countersign/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { mfaOn, startTestApp, type TestApp } from '../support/app.ts'
import { type Answer, Browser, backend, codeOf, me } from '../support/browser.ts'
import { asText, dumpDatabase } from './dump.ts'

let app: TestApp
let instance: CreatedInstance
/** Whatever would let somebody in, by where it was seen. */
const secrets = new Map<string, string>()
const codes = new Map<string, string>()
/** Bodies and headers of the Frontend API, in order. */
const answers: string[] = []

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, mfaOn)
  await live()
})
afterAll(() => app.close())

const email = 'thrifty@example.com'
const passwords = { first: 'the first canary secret', wrong: 'a wrong canary secret', next: 'the next canary secret' }

/** A browser whose answers and cookies are all noted. */
class Watched extends Browser {
  override async send<T>(method: string, path: string, body?: string, type?: string): Promise<Answer<T>> {
    const answer = await super.send<T>(method, path, body, type)
    answers.push(JSON.stringify([path, answer.status, [...answer.headers], answer.body]))
    for (const [name, value] of this.cookies) secrets.set(`cookie ${name} ${secrets.size}`, value)
    return answer
  }
}

async function lastCode(): Promise<string> {
  const inbox = await backend(app, instance)<MessageView[]>('GET', `/testing/messages?to=${email}`)
  const code = inbox.response.findLast((message) => message.code)?.code ?? ''
  codes.set(`mailed ${codes.size}`, code)
  return code
}

/** A whole life of an account, with everything a person types, gets or is sent. */
async function live(): Promise<void> {
  for (const [name, value] of Object.entries(passwords)) secrets.set(`password ${name}`, value)
  secrets.set('secret key', instance.secretKey)
  const browser = new Watched(app, instance)
  const signUp = await browser.post<SignUpView>('/client/sign_ups', { email_address: email, password: passwords.first })
  const signUpPath = `/client/sign_ups/${signUp.response.id}`
  await browser.post(`${signUpPath}/prepare_verification`, { strategy: 'email_code' })
  await browser.post(`${signUpPath}/attempt_verification`, { code: await lastCode() })
  const { secret = '' } = (await browser.post<TotpView>('/me/totp')).response
  secrets.set('totp secret', secret ?? '')
  const enrolling = codeOf(secret ?? '', app.clock.now())
  codes.set('enrolment', enrolling)
  const confirmed = await browser.post<TotpView>('/me/totp/attempt_verification', { code: enrolling })
  confirmed.response.backup_codes?.forEach((code, index) => {
    secrets.set(`backup code ${index}`, code)
    secrets.set(`backup code ${index} bare`, code.replaceAll('-', ''))
  })
  app.clock.advance(30_000)
  const session = (await browser.get<ClientView>('/client')).response.last_active_session_id
  const token = await browser.post<TokenView>(`/client/sessions/${session}/tokens`)
  secrets.set('session token', token.response.jwt ?? '')
  const other = new Watched(app, instance)
  await other.post('/client/sign_ins', { identifier: email, password: passwords.wrong })
  const begun = await other.post<SignInView>('/client/sign_ins', { identifier: email, password: passwords.first })
  const code = codeOf(secret ?? '', app.clock.now())
  codes.set('sign-in', code)
  await other.post(`/client/sign_ins/${begun.response.id}/attempt_second_factor`, { strategy: 'totp', code })
  await other.post('/me/change_password', { new_password: passwords.next, current_password: passwords.first })
  const third = new Watched(app, instance)
  const reset = await third.post<SignInView>('/client/sign_ins', { identifier: email })
  const resetPath = `/client/sign_ins/${reset.response.id}`
  await third.post(`${resetPath}/prepare_first_factor`, { strategy: 'reset_password_email_code' })
  await third.post(`${resetPath}/attempt_first_factor`, {
    strategy: 'reset_password_email_code',
    code: await lastCode(),
  })
  app.clock.advance(60_000)
  await third.post('/client/sign_ins', { identifier: email, strategy: 'email_code' })
  await lastCode()
  expect((await me(other)).response.totp_enabled).toBe(true)
}

test('the journey saw everything there is to steal', () => {
  expect([...secrets.values(), ...codes.values()]).not.toContain('')
  expect(codes.size).toBe(5)
  expect([...secrets.keys()].filter((name) => name.startsWith('backup'))).toHaveLength(20)
  expect(answers.length).toBeGreaterThan(15)
})

test('a copy of the database holds no password, cookie, token, key, secret or code (R19, R27, R43, R86, R116)', async () => {
  const text = asText(await dumpDatabase(app.context.db))
  expect(text).toContain(email)
  for (const [name, value] of secrets) {
    expect(text.includes(value), name).toBe(false)
    for (const encoding of ['base64', 'base64url', 'hex'] as const)
      expect(text.includes(Buffer.from(value).toString(encoding)), `${name} in ${encoding}`).toBe(false)
  }
  const withoutNumbers = text.replace(/\d{7,}/g, '')
  for (const [name, value] of codes) {
    const asValue = new RegExp(`"${value}"|\\b${value}\\b`)
    expect(asValue.test(withoutNumbers), name).toBe(false)
  }
})

test('each password hash stands alone: Argon2id, and not the same for the same password (R43)', async () => {
  const call = backend(app, instance)
  for (const name of ['one', 'two'])
    await call('POST', '/users', { email_address: [`${name}@example.com`], password: passwords.first })
  const rows = await app.context.db.selectFrom('users').select('password_hash').execute()
  const hashes = rows.map((row) => row.password_hash ?? '')
  for (const hash of hashes) expect(hash).toContain('$argon2id$')
  expect(new Set(hashes).size).toBe(hashes.length)
})

test('a secret moved to another user’s row opens for nobody (R113)', async () => {
  const call = backend(app, instance)
  const make = async (name: string) =>
    (
      await call<{ id: string }>('POST', '/users', {
        email_address: [`${name}@example.com`],
        password: passwords.first,
        totp_secret: name === 'alice' ? 'A'.repeat(32) : 'B'.repeat(32),
      })
    ).response.id
  const [alice, mallory] = [await make('alice'), await make('mallory')]
  const read = (userId: string) =>
    app.context.db.selectFrom('totp_factors').selectAll().where('user_id', '=', userId).executeTakeFirstOrThrow()
  const own = await read(mallory)
  await app.context.db
    .updateTable('totp_factors')
    .set({ secret_sealed: own.secret_sealed })
    .where('user_id', '=', alice)
    .execute()
  app.clock.advance(60_000)
  const browser = new Browser(app, instance)
  const begun = await browser.post<SignInView>('/client/sign_ins', {
    identifier: 'alice@example.com',
    password: passwords.first,
  })
  const path = `/client/sign_ins/${begun.response.id}/attempt_second_factor`
  for (const secret of ['A'.repeat(32), 'B'.repeat(32)]) {
    const answer = await browser.post(path, { strategy: 'totp', code: codeOf(secret, app.clock.now()) })
    expect(answer.status).toBeGreaterThanOrEqual(400)
  }
  expect((await me(browser)).status).toBe(401)
})

test('no answer to a browser holds a code that was sent, or a secret after its one showing (R18, R71, R94)', () => {
  const text = answers.join('\n')
  for (const [name, value] of codes) {
    if (name.startsWith('mailed')) expect(new RegExp(`"${value}"`).test(text), name).toBe(false)
  }
  for (const [name, value] of secrets) {
    const times = answers.filter((answer) => answer.includes(value)).length
    if (name.startsWith('password') || name === 'secret key') expect(times, name).toBe(0)
    else if (!name.startsWith('session') && !name.startsWith('cookie')) expect(times, name).toBeLessThanOrEqual(1)
  }
  for (const answer of answers) {
    const [path, , headers, body] = JSON.parse(answer) as [string, number, [string, string][], unknown]
    for (const [name, value] of secrets) {
      expect(path.includes(value), name).toBe(false)
      if (!name.startsWith('cookie')) continue
      expect(JSON.stringify(body).includes(value), name).toBe(false)
      const carriers = headers.filter(([header, content]) => header !== 'set-cookie' && content.includes(value))
      expect(carriers, name).toEqual([])
    }
  }
})

test('the log holds none of it (R18, R146)', () => {
  const text = app.logged.join('\n')
  for (const [name, value] of secrets) expect(text.includes(value), name).toBe(false)
  for (const [name, value] of codes) expect(new RegExp(`\\b${value}\\b`).test(text), name).toBe(false)
})

test('every step left a line in the audit, of when, who and from where (R145)', async () => {
  const rows = await app.context.db.selectFrom('audit').selectAll().orderBy('id').execute()
  const events = rows.map((row) => row.event)
  for (const event of ['sign_up.completed', 'factor.added', 'sign_in.completed', 'password.changed'])
    expect(events).toContain(event)
  for (const row of rows.filter((line) => line.event.startsWith('sign_in'))) expect(row.ip).toBeTruthy()
})
