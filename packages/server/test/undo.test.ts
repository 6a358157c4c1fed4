import type {
  BackendUserView,
  BackupCodeView,
  EmailAddressView,
  PhoneNumberView,
  SignInView,
  TotpView,
  UndoPreviewView,
  UserView,
} from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sweep } from '../src/db/cleanup.ts'
import type { CreatedInstance } from '../src/instances/create.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import {
  Browser,
  backend,
  codeOf,
  enrol,
  mailed,
  mailedCode,
  mailFactor,
  me,
  password,
  second,
  signUp,
  startSignIn,
} from './support/browser.ts'
import { pressUndo, undoToken, undoTokens } from './support/undo.ts'

const settings = {
  multi_factor: { totp: true, backup_code: true, phone_code: true },
  identifiers: { phone_number: 'optional' as const },
  sms: { countries: ['DE'] },
}
const hour = 3_600_000
const day = 24 * hour

let app: TestApp
let instance: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, settings)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(10 * 60_000))

let count = 0
const newEmail = () => `owner${++count}@example.com`
let numbers = 0
const newNumber = () => `+49151${String(23_400_000 + ++numbers * 1009)}`
/** In a browser that was never here. */
function visitor(): Browser {
  app.clock.advance(1000)
  return new Browser(app, instance)
}
function call<T>(method: string, path: string, body?: unknown) {
  app.clock.advance(1000)
  return backend(app, instance)<T>(method, path, body)
}
const preview = (token: string, on = visitor()) => on.post<UndoPreviewView>('/undo/preview', { token })
const subjects = async (browser: Browser, to: string) => (await mailed(browser, to)).map(({ subject }) => subject)

interface Person {
  email: string
  browser: Browser
}
async function person(): Promise<Person> {
  const email = newEmail()
  return { email, browser: await signUp(app, instance, email) }
}

/** Mails of the same millisecond are in no order. */
const tick = () => app.clock.advance(1000)

function newPassword(browser: Browser, next: string) {
  tick()
  return browser.post<UserView>('/me/change_password', { new_password: next, sign_out_of_other_sessions: 'false' })
}

async function addEmail(browser: Browser, email = newEmail()): Promise<EmailAddressView> {
  tick()
  const { response } = await browser.post<EmailAddressView>('/me/email_addresses', { email_address: email })
  await browser.post(`/me/email_addresses/${response.id}/prepare_verification`)
  const code = await mailedCode(browser, email)
  tick()
  const done = await browser.post<EmailAddressView>(`/me/email_addresses/${response.id}/attempt_verification`, { code })
  if (done.status !== 200) throw new Error(JSON.stringify(done.body))
  return done.response
}

async function addNumber(browser: Browser, isReserved: boolean): Promise<PhoneNumberView> {
  tick()
  const number = newNumber()
  const added = await browser.post<PhoneNumberView>('/me/phone_numbers', { phone_number: number })
  if (added.status !== 200) throw new Error(JSON.stringify(added.body))
  const { response } = added
  await browser.post(`/me/phone_numbers/${response.id}/prepare_verification`)
  const code = await mailedCode(browser, number)
  tick()
  await browser.post(`/me/phone_numbers/${response.id}/attempt_verification`, { code })
  if (!isReserved) return response
  return (await reserve(browser, response.id)).response
}
function reserve(browser: Browser, id: string, isReserved = true) {
  tick()
  return browser.patch<PhoneNumberView>(`/me/phone_numbers/${id}`, { reserved_for_second_factor: String(isReserved) })
}

/** Somebody who signed in again a moment ago: the mailbox, a new password, and the second factor if there is one. */
async function signInByMail(email: string, next = 'a brand new password', totp?: string): Promise<Browser> {
  tick()
  const browser = visitor()
  const { response } = await browser.post<SignInView>('/client/sign_ins', { identifier: email })
  const path = `/client/sign_ins/${response.id}`
  const factor = mailFactor(response, 'reset_password_email_code')
  await browser.post(`${path}/prepare_first_factor`, {
    strategy: 'reset_password_email_code',
    email_address_id: factor?.email_address_id ?? '',
  })
  const code = await mailedCode(browser, email)
  const proven = await browser.post<SignInView>(`${path}/attempt_first_factor`, {
    strategy: 'reset_password_email_code',
    code,
  })
  expect(proven.response.status).toBe('needs_new_password')
  const { response: after } = await browser.post<SignInView>(`${path}/reset_password`, { password: next })
  if (totp === undefined) expect(after.status).toBe('complete')
  else expect((await second(browser, response.id, 'totp', totp)).response.status).toBe('complete')
  return browser
}

async function readUser(id: string): Promise<BackendUserView> {
  return (await call<BackendUserView>('GET', `/users/${id}`)).response
}
const idOf = async (browser: Browser) => (await me(browser)).response.id

describe('“this wasn’t me” puts back what was there before', () => {
  test('an authenticator app that was added is gone, and sign-in asks for no second step (R73)', async () => {
    const { email, browser } = await person()
    const id = await idOf(browser)
    await enrol(browser)
    const undone = await pressUndo(browser, await undoToken(browser, email))
    expect(undone.response).toMatchObject({ object: 'undo', needs_new_password: true })
    expect(await readUser(id)).toMatchObject({
      totp_enabled: false,
      two_factor_enabled: false,
      backup_code_enabled: false,
      mfa_enabled_at: null,
    })
    await signInByMail(email)
  })

  test('an authenticator app that was removed is back with its secret and its backup codes; codes of before are burnt (R4, R73)', async () => {
    const { email, browser } = await person()
    const { secret, backupCodes } = await enrol(browser)
    const before = await me(browser)
    expect((await browser.delete('/me/totp')).status).toBe(200)
    await pressUndo(browser, await undoToken(browser, email))
    const after = await readUser(before.response.id)
    expect(after).toMatchObject({ totp_enabled: true, backup_code_enabled: true })
    const stale = codeOf(secret, app.clock.now())
    const intruder = visitor()
    const { response } = await intruder.post<SignInView>('/client/sign_ins', { identifier: email })
    expect(response.status).toBe('needs_first_factor')
    app.clock.advance(60_000)
    const owner = await signInByMail(email, 'a brand new password', codeOf(secret, app.clock.now()))
    expect((await me(owner)).response.backup_codes_left).toBe(backupCodes.length)
    expect(stale).not.toBe(codeOf(secret, app.clock.now()))
  })

  test('the code of this very moment does not open a restored app (R4)', async () => {
    const { email, browser } = await person()
    const { secret } = await enrol(browser)
    await browser.delete('/me/totp')
    await pressUndo(browser, await undoToken(browser, email))
    await expect(signInByMail(email, 'a brand new password', codeOf(secret, app.clock.now()))).rejects.toThrow()
  })

  test('the earlier password hash is back, and neither it nor the intruder’s opens anything (R73)', async () => {
    const { email, browser } = await person()
    await newPassword(browser, 'intruders own words')
    await pressUndo(browser, await undoToken(browser, email))
    const old = await startSignIn(visitor(), email)
    expect([old.status, old.code]).toEqual([422, 'form_password_void'])
    expect((await startSignIn(visitor(), email, 'intruders own words')).code).toBe(
      'form_password_or_identifier_incorrect',
    )
    await signInByMail(email)
    expect((await startSignIn(visitor(), email)).code).toBe('form_password_or_identifier_incorrect')
    expect((await startSignIn(visitor(), email, 'a brand new password')).response.status).toBe('complete')
  })

  test('the app’s server is told that a void password does not match', async () => {
    const { email, browser } = await person()
    const id = await idOf(browser)
    await newPassword(browser, 'intruders own words')
    await pressUndo(browser, await undoToken(browser, email))
    expect((await call('POST', `/users/${id}/verify_password`, { password })).code).toBe('incorrect_password')
    await call('PATCH', `/users/${id}`, { password: 'an operators choice' })
    expect((await call('POST', `/users/${id}/verify_password`, { password: 'an operators choice' })).status).toBe(200)
  })

  test('a code by mail signs in only with a new password behind it', async () => {
    const { email, browser } = await person()
    await newPassword(browser, 'intruders own words')
    await pressUndo(browser, await undoToken(browser, email))
    const owner = visitor()
    const started = await owner.post<SignInView>('/client/sign_ins', { identifier: email, strategy: 'email_code' })
    const proven = await owner.post<SignInView>(`/client/sign_ins/${started.response.id}/attempt_first_factor`, {
      strategy: 'email_code',
      code: await mailedCode(owner, email),
    })
    expect(proven.response).toMatchObject({ status: 'needs_new_password', created_session_id: null })
    const done = await owner.post<SignInView>(`/client/sign_ins/${started.response.id}/reset_password`, {
      password: 'a brand new password',
    })
    expect(done.response.status).toBe('complete')
  })

  test('a set of backup codes that was replaced works again, but for the codes that were used (S41)', async () => {
    const { email, browser } = await person()
    const { secret, backupCodes } = await enrol(browser)
    const use = async (code: string | undefined) => {
      const on = visitor()
      const { response } = await startSignIn(on, email)
      return (await second(on, response.id, 'backup_code', code ?? '')).code ?? 'accepted'
    }
    expect(await use(backupCodes[0])).toBe('accepted')
    expect((await browser.post<BackupCodeView>('/me/backup_codes')).status).toBe(200)
    const replaced = await undoToken(browser, email)
    app.clock.advance(60_000)
    await newPassword(browser, 'intruders own words')
    await pressUndo(browser, replaced)
    const owner = await signInByMail(email, password, codeOf(secret, app.clock.now() + 30_000))
    expect((await me(owner)).response.backup_codes_left).toBe(backupCodes.length - 1)
    expect(await use(backupCodes[0])).toBe('form_code_incorrect')
    expect(await use(backupCodes[1])).toBe('accepted')
  })

  test('a code used between two changes stays used when both are undone (S41)', async () => {
    const { email, browser } = await person()
    const { secret, backupCodes } = await enrol(browser)
    await newPassword(browser, 'intruders own words')
    const first = await undoToken(browser, email)
    const on = visitor()
    const { response } = await startSignIn(on, email, 'intruders own words')
    await second(on, response.id, 'backup_code', backupCodes[0] ?? '')
    await browser.post<BackupCodeView>('/me/backup_codes')
    await pressUndo(browser, first)
    const owner = await signInByMail(email, password, codeOf(secret, app.clock.now() + 30_000))
    expect((await me(owner)).response.backup_codes_left).toBe(backupCodes.length - 1)
  })

  test('a number that was removed is back, reserved and the default as it was; it is told by SMS without a link (R22, R73)', async () => {
    const { email, browser } = await person()
    const phone = await addNumber(browser, true)
    const id = await idOf(browser)
    tick()
    expect((await browser.delete(`/me/phone_numbers/${phone.id}`)).status).toBe(200)
    const sms = (await mailed(browser, phone.phone_number)).at(-1)
    expect(sms?.body).toMatch(/^Acme: Text messages removed from 2-step/)
    expect(sms?.link ?? null).toBeNull()
    await pressUndo(browser, await undoToken(browser, email))
    expect((await readUser(id)).phone_numbers).toMatchObject([
      { id: phone.id, reserved_for_second_factor: true, default_second_factor: true },
    ])
    expect((await mailed(browser, phone.phone_number)).at(-1)?.body).toContain('A change to your account was undone')
  })

  test('a number that was added is gone; the numbers there were are told by SMS, the new one is not (R22)', async () => {
    const { email, browser } = await person()
    const own = await addNumber(browser, false)
    const told = (await mailed(browser, own.phone_number)).length
    const other = await addNumber(browser, false)
    expect(await mailed(browser, own.phone_number)).toHaveLength(told + 1)
    expect((await mailed(browser, other.phone_number)).filter(({ code }) => !code)).toEqual([])
    const id = await idOf(browser)
    await pressUndo(browser, await undoToken(browser, email))
    expect((await readUser(id)).phone_numbers.map((phone) => phone.id)).toEqual([own.id])
  })

  test('a number released from the second step is reserved again', async () => {
    const { email, browser } = await person()
    const phone = await addNumber(browser, true)
    const id = await idOf(browser)
    await reserve(browser, phone.id, false)
    await pressUndo(browser, await undoToken(browser, email))
    expect((await readUser(id)).two_factor_enabled).toBe(true)
  })

  test('the address an intruder removed is told, its link works, and the intruder’s own address is gone (R72)', async () => {
    const { email, browser } = await person()
    const id = await idOf(browser)
    const other = await addEmail(browser)
    const primary = { primary_email_address_id: other.id }
    tick()
    expect((await browser.patch('/me', primary)).status).toBe(200)
    tick()
    const [own] = (await me(browser)).response.email_addresses
    expect((await browser.delete(`/me/email_addresses/${own?.id}`)).status).toBe(200)
    expect((await subjects(browser, email)).slice(-3)).toEqual([
      'E-mail address added – Acme',
      'Primary e-mail address changed – Acme',
      'E-mail address removed – Acme',
    ])
    expect(await undoTokens(browser, other.email_address)).toEqual([])
    await pressUndo(browser, await undoToken(browser, email))
    const user = await readUser(id)
    expect(user.email_addresses.map(({ email_address }) => email_address)).toEqual([email])
    expect(user.primary_email_address_id).toBe(own?.id)
    await signInByMail(email)
  })

  test('addresses that were there for three days get links, too, and stay', async () => {
    const { email, browser } = await person()
    const other = await addEmail(browser)
    app.clock.advance(73 * hour)
    const owner = visitor()
    await startSignIn(owner, email)
    await newPassword(owner, 'intruders own words')
    const id = await idOf(owner)
    expect((await pressUndo(owner, await undoToken(owner, other.email_address))).status).toBe(200)
    expect((await readUser(id)).email_addresses).toHaveLength(2)
  })

  test('an address that somebody else has proven since is theirs', async () => {
    const { email, browser } = await person()
    const id = await idOf(browser)
    const [own] = (await me(browser)).response.email_addresses
    const other = await addEmail(browser)
    await browser.delete(`/me/email_addresses/${own?.id}`)
    const token = await undoToken(browser, email)
    app.clock.advance(60_000)
    await signUp(app, instance, email)
    expect((await pressUndo(browser, token)).status).toBe(200)
    expect((await readUser(id)).email_addresses).toEqual([])
    expect(await subjects(browser, other.email_address)).toContain('A change to your account was undone – Acme')
  })

  test.each(['mfa', 'totp', 'backup_code'] as const)(
    'what support took away by %s can be taken back by the owner as well (R73)',
    async (what) => {
      const { email, browser } = await person()
      const phone = await addNumber(browser, true)
      await enrol(browser)
      const id = await idOf(browser)
      const before = await readUser(id)
      await call('DELETE', `/users/${id}/${what}`)
      const { response } = await preview(await undoToken(browser, email))
      expect(response).toMatchObject({ browser_name: null, device_type: null })
      await pressUndo(browser, await undoToken(browser, email))
      const after = await readUser(id)
      expect(after).toMatchObject({
        totp_enabled: true,
        two_factor_enabled: true,
        backup_codes_left: before.backup_codes_left,
        mfa_enabled_at: before.mfa_enabled_at,
      })
      expect(after.phone_numbers).toMatchObject([{ id: phone.id, reserved_for_second_factor: true }])
    },
  )

  test('every change an app’s server makes is told with a link; those of one call are undone by any of theirs (R73)', async () => {
    const { email, browser } = await person()
    const id = await idOf(browser)
    const fields = {
      password: 'an operators choice',
      totp_secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
      backup_codes: ['00000-00000-00001'],
    }
    const changed = await call('PATCH', `/users/${id}`, fields)
    if (changed.status !== 200) await call('PATCH', `/users/${id}`, { ...fields, backup_codes: undefined })
    const tokens = await undoTokens(browser, email)
    expect(tokens.length).toBeGreaterThanOrEqual(2)
    expect((await pressUndo(browser, tokens[0] ?? '')).status).toBe(200)
    expect(await readUser(id)).toMatchObject({ totp_enabled: false })
    for (const token of tokens) expect((await pressUndo(browser, token)).code).toBe('undo_link_invalid')
  })

  test('an account without a password stays without one', async () => {
    const email = newEmail()
    const { response } = await call<BackendUserView>('POST', '/users', { email_address: [email] })
    await call('PATCH', `/users/${response.id}`, { password: 'an operators choice' })
    const undone = await pressUndo(visitor(), await undoToken(visitor(), email))
    expect(undone.response.needs_new_password).toBe(false)
    expect((await readUser(response.id)).password_enabled).toBe(false)
    const owner = visitor()
    const started = await owner.post<SignInView>('/client/sign_ins', { identifier: email, strategy: 'email_code' })
    const code = await mailedCode(owner, email)
    const path = `/client/sign_ins/${started.response.id}/attempt_first_factor`
    expect((await owner.post<SignInView>(path, { strategy: 'email_code', code })).response.status).toBe('complete')
  })
})

describe('an undo link', () => {
  test('works once, even for twenty callers at the same time (R72)', async () => {
    const { email, browser } = await person()
    await enrol(browser)
    const token = await undoToken(browser, email)
    const all = await Promise.all(Array.from({ length: 20 }, () => pressUndo(browser, token)))
    expect(all.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(all.filter(({ code }) => code === 'undo_link_invalid')).toHaveLength(19)
    expect((await subjects(browser, email)).filter((text) => text?.startsWith('A change to your'))).toHaveLength(1)
  })

  test('ends after 72 hours (R72)', async () => {
    const { email, browser } = await person()
    const enrolledAt = app.clock.now()
    await enrol(browser)
    const token = await undoToken(browser, email)
    const looking = visitor()
    app.clock.advance(enrolledAt + 72 * hour - 1 - app.clock.now())
    expect((await preview(token, looking)).status).toBe(200)
    app.clock.advance(1)
    expect((await preview(token)).code).toBe('undo_link_invalid')
    expect((await pressUndo(browser, token)).code).toBe('undo_link_invalid')
    expect(await readUser(await userOf(email))).toMatchObject({ totp_enabled: true })
  })

  test('of another instance is no link at all', async () => {
    const { email, browser } = await person()
    await enrol(browser)
    const token = await undoToken(browser, email)
    const elsewhere = new Browser(app, await app.create({ name: 'Elsewhere' }, settings))
    expect((await preview(token, elsewhere)).code).toBe('undo_link_invalid')
    expect((await pressUndo(elsewhere, token)).code).toBe('undo_link_invalid')
    expect((await preview(token)).status).toBe(200)
  })

  test('is not used up by looking, and the page it leads to never sees it (R23)', async () => {
    const { email, browser } = await person()
    await enrol(browser)
    const link = (await mailed(browser, email)).findLast((mail) => mail.link?.includes('/undo'))?.link ?? ''
    expect(new URL(link)).toMatchObject({ pathname: '/undo', search: '' })
    const token = await undoToken(browser, email)
    for (let i = 0; i < 3; i++) expect((await preview(token)).status).toBe(200)
    expect((await visitor().get(`/undo?token=${token}`)).status).toBe(404)
    expect(app.logged.join('\n')).not.toContain(token)
    expect((await pressUndo(browser, token)).status).toBe(200)
  })

  test('is not followed for a foreign page (R121)', async () => {
    const { email, browser } = await person()
    await enrol(browser)
    const foreign = visitor()
    foreign.origin = 'https://evil.example'
    const token = await undoToken(browser, email)
    for (const path of ['/undo', '/undo/preview'])
      expect((await foreign.post(path, { token })).code).toBe('origin_invalid')
    expect((await visitor().post('/undo', {})).status).toBe(422)
  })

  test('says what it takes back, what goes with it and what stays', async () => {
    const { email, browser } = await person()
    browser.headers['user-agent'] = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
    await addEmail(browser)
    app.clock.advance(60_000)
    await newPassword(browser, 'intruders own words')
    const changedAt = app.clock.now()
    const token = await undoToken(browser, email)
    app.clock.advance(60_000)
    await enrol(browser)
    const { response } = await preview(token)
    expect(response).toMatchObject({
      object: 'undo_preview',
      change: 'password_changed',
      changed_at: changedAt,
      browser_name: 'Firefox',
      device_type: 'Linux',
      later_changes: [{ change: 'factor_added' }],
      earlier_changes: [{ change: 'email_added' }],
      expires_at: changedAt + 72 * hour,
    })
  })

  test('voids the links of later changes, and leaves those of earlier ones', async () => {
    const { email, browser } = await person()
    await addNumber(browser, false)
    await newPassword(browser, 'intruders own words')
    tick()
    await enrol(browser)
    const [first = '', middle = '', last = ''] = await undoTokens(browser, email)
    expect((await pressUndo(browser, middle)).status).toBe(200)
    expect((await pressUndo(browser, last)).code).toBe('undo_link_invalid')
    expect((await preview(first)).response).toMatchObject({ change: 'phone_added', later_changes: [] })
    expect((await pressUndo(browser, first)).status).toBe(200)
    expect(await readUser(await userOf(email))).toMatchObject({ phone_numbers: [], totp_enabled: false })
  })

  test('is in the database as a hash, and what it puts back is sealed (R113)', async () => {
    const { email, browser } = await person()
    const { secret } = await enrol(browser)
    await browser.delete('/me/totp')
    const token = await undoToken(browser, email)
    const { db } = app.database
    const rows = [
      await db.selectFrom('undo_links').selectAll().execute(),
      await db.selectFrom('factor_snapshots').selectAll().execute(),
      await db.selectFrom('audit').selectAll().execute(),
    ]
    const text = JSON.stringify(rows)
    for (const known of [token, secret, '$argon2', email]) expect(text).not.toContain(known)
  })

  test('comes in a mail that holds no other secret', async () => {
    const { email, browser } = await person()
    const { secret, backupCodes } = await enrol(browser)
    await newPassword(browser, 'intruders own words')
    await pressUndo(browser, await undoToken(browser, email))
    const mails = (await mailed(browser, email)).filter(({ code }) => !code)
    const text = mails.map(({ subject, body }) => `${subject}\n${body}`).join('\n')
    for (const known of [secret, ...backupCodes, 'intruders own words', password]) expect(text).not.toContain(known)
    expect(mails.at(-1)?.link ?? '').not.toContain('token')
  })
})

async function userOf(email: string): Promise<string> {
  const { response } = await call<BackendUserView[]>('GET', `/users?email_address=${encodeURIComponent(email)}`)
  return response[0]?.id ?? ''
}

describe('after an undo', () => {
  async function undone(): Promise<Person & { id: string; undoneAt: number }> {
    const someone = await person()
    const id = await idOf(someone.browser)
    await newPassword(someone.browser, 'intruders own words')
    await pressUndo(someone.browser, await undoToken(someone.browser, someone.email))
    return { ...someone, id, undoneAt: app.clock.now() }
  }

  test('every session is over, and a code sent before is dead (R61)', async () => {
    const { email, browser } = await person()
    const other = visitor()
    await startSignIn(other, email)
    await newPassword(browser, 'intruders own words')
    const begun = visitor()
    const started = await begun.post<SignInView>('/client/sign_ins', { identifier: email, strategy: 'email_code' })
    const code = await mailedCode(begun, email)
    await pressUndo(browser, await undoToken(browser, email))
    expect((await me(browser)).status).toBe(401)
    expect((await me(other)).status).toBe(401)
    const path = `/client/sign_ins/${started.response.id}/attempt_first_factor`
    expect((await begun.post(path, { strategy: 'email_code', code })).code).toBe('attempt_expired')
  })

  test('nobody signed in changes factors, password, addresses or the account itself for a week (R73)', async () => {
    const { email } = await undone()
    const owner = await signInByMail(email)
    const [own] = (await me(owner)).response.email_addresses
    const answers = [
      await owner.post<TotpView>('/me/totp'),
      await owner.post('/me/backup_codes'),
      await owner.post('/me/phone_numbers', { phone_number: newNumber() }),
      await owner.post('/me/email_addresses', { email_address: newEmail() }),
      await owner.delete(`/me/email_addresses/${own?.id}`),
      await owner.patch('/me', { primary_email_address_id: own?.id ?? '' }),
      await newPassword(owner, 'another brand new one'),
      await owner.delete('/me'),
    ]
    expect(answers.map(({ code }) => code)).toEqual(answers.map(() => 'changes_locked'))
    expect(answers[0]?.errors[0]?.long_message).toContain('for another 168 hours')
    expect((await owner.patch('/me', { first_name: 'Ada' })).status).toBe(200)
    const stranger = visitor()
    await startSignIn(stranger, email, 'a brand new password')
    const { id } = (await owner.get<{ id: string }[]>('/me/sessions/active')).response.at(-1) ?? { id: '' }
    expect((await owner.post(`/me/sessions/${id}/revoke`)).status).toBe(200)
    expect((await me(stranger)).status).toBe(401)
    app.clock.advance(7 * day)
    const later = visitor()
    await startSignIn(later, email, 'a brand new password')
    expect((await later.post<TotpView>('/me/totp')).status).toBe(200)
  })

  test('an operator ends the lock sooner, and sees when it would end', async () => {
    const { email, id, undoneAt } = await undone()
    const owner = await signInByMail(email)
    expect((await readUser(id)).changes_locked_until).toBe(undoneAt + 7 * day)
    const lifted = await call<BackendUserView>('POST', `/users/${id}/unlock_changes`)
    expect(lifted.response.changes_locked_until).toBeNull()
    expect((await owner.post<TotpView>('/me/totp')).status).toBe(200)
  })

  test('where a second factor is required, setting one up is allowed, and nothing else (R57)', async () => {
    const strict = await app.create({ name: 'Strict' }, settings)
    const email = newEmail()
    const browser = await signUp(app, strict, email)
    await enrol(browser)
    const required = { multi_factor: { required: true } }
    await backend(app, strict)('PATCH', '/instance/settings', required)
    await pressUndo(browser, await undoToken(browser, email))
    const owner = new Browser(app, strict)
    const { response } = await owner.post<SignInView>('/client/sign_ins', { identifier: email, strategy: 'email_code' })
    const path = `/client/sign_ins/${response.id}`
    await owner.post(`${path}/attempt_first_factor`, { strategy: 'email_code', code: await mailedCode(owner, email) })
    await owner.post(`${path}/reset_password`, { password: 'a brand new password' })
    expect((await owner.post('/me/email_addresses', { email_address: newEmail() })).code).toBe('session_pending')
    const { secret } = await enrol(owner)
    expect(secret).toMatch(/^[A-Z2-7]+$/)
    expect((await owner.delete('/me/totp')).code).toBe('changes_locked')
  })

  test('a request that was on its way changes nothing any more (R61)', async () => {
    const { email, browser } = await person()
    await enrol(browser)
    const token = await undoToken(browser, email)
    const [slow] = await Promise.all([newPassword(browser, 'intruders own words'), pressUndo(browser, token)])
    const old = await startSignIn(visitor(), email, 'intruders own words')
    expect([slow.status === 200 ? 'first' : slow.code, old.code]).toEqual([
      expect.stringMatching(/^(?:first|attempt_expired|authentication_invalid)$/),
      expect.stringMatching(/^form_password_(?:or_identifier_incorrect|void)$/),
    ])
  })

  test('it stands in the audit log, and every address is told, the one that was taken off as well (R73)', async () => {
    const { email, browser } = await person()
    const id = await idOf(browser)
    const other = await addEmail(browser)
    await pressUndo(browser, await undoToken(browser, email))
    for (const address of [email, other.email_address]) {
      const mail = (await mailed(browser, address)).at(-1)
      expect(mail?.subject).toBe('A change to your account was undone – Acme')
      expect(mail?.body).toContain('E-mail address added')
      expect(mail?.link).toMatch(/\/user$/)
    }
    const entry = await app.database.db
      .selectFrom('audit')
      .selectAll()
      .where('user_id', '=', id)
      .where('event', '=', 'account.undo')
      .executeTakeFirstOrThrow()
    expect(JSON.parse(entry.details)).toMatchObject({ change: 'email_added' })
  })

  test('an operator gives back what an undo took off, and the owner can undo that, too', async () => {
    const { email, browser } = await person()
    const id = await idOf(browser)
    const { secret } = await enrol(browser)
    await pressUndo(browser, await undoToken(browser, email))
    expect((await readUser(id)).totp_enabled).toBe(false)
    const restored = await call<BackendUserView>('POST', `/users/${id}/restore_undone`)
    expect(restored.response).toMatchObject({ totp_enabled: true, backup_codes_left: 10, changes_locked_until: null })
    expect((await call('POST', `/users/${id}/restore_undone`)).code).toBe('undo_missing')
    app.clock.advance(60_000)
    const owner = visitor()
    const first = await startSignIn(owner, email)
    const done = await second(owner, first.response.id, 'totp', codeOf(secret, app.clock.now()))
    expect(done.response.status).toBe('complete')
    expect((await preview(await undoToken(owner, email))).response.change).toBe('undo_reversed')
    await pressUndo(owner, await undoToken(owner, email))
    expect((await readUser(id)).totp_enabled).toBe(false)
  })

  test('what was taken off is kept for a week, then swept (R144)', async () => {
    const { id, undoneAt } = await undone()
    const kept = async () => {
      await sweep(app.database.db, app.clock.now())
      const rows = app.database.db.selectFrom('factor_snapshots').select('id').where('user_id', '=', id)
      return (await rows.execute()).length
    }
    app.clock.advance(undoneAt + 7 * day - 1 - app.clock.now())
    expect(await kept()).toBe(1)
    app.clock.advance(1)
    expect(await kept()).toBe(0)
    expect((await call('POST', `/users/${id}/restore_undone`)).code).toBe('undo_missing')
    const links = app.database.db.selectFrom('undo_links').select('id').where('user_id', '=', id)
    expect(await links.execute()).toEqual([])
  })
})

describe('an SMS notice', () => {
  const told = async (browser: Browser, number: string) =>
    (await mailed(browser, number)).filter(({ code }) => !code).length

  test('is sent to a number five times a day at most (R135)', async () => {
    const { browser } = await person()
    await enrol(browser)
    const phone = await addNumber(browser, false)
    for (let i = 0; i < 7; i++) {
      expect((await reserve(browser, phone.id)).status).toBe(200)
      expect((await reserve(browser, phone.id, false)).status).toBe(200)
    }
    expect(await told(browser, phone.phone_number)).toBe(5)
  })

  test('is not sent where messages may not go or are not paid for, and the change goes on (R135)', async () => {
    const { browser } = await person()
    const phone = await addNumber(browser, true)
    await call('PATCH', '/instance/settings', { sms: { countries: ['FR'] } })
    expect((await reserve(browser, phone.id, false)).status).toBe(200)
    await call('PATCH', '/instance/settings', { sms: { countries: ['DE'] } })
    const { sms } = app.context.senders
    app.context.senders.sms = [{ name: 'none' } as unknown as (typeof sms)[number]]
    await call('PATCH', '/instance/settings', { sms: { daily_budget: 0 } })
    expect((await reserve(browser, phone.id)).status).toBe(200)
    expect((await reserve(browser, phone.id, false)).status).toBe(200)
    app.context.senders.sms = sms
    expect(await told(browser, phone.phone_number)).toBe(0)
  })
})

test('whoever adds a table about users decides whether an undo puts it back', async () => {
  const tables = await app.database.db.introspection.getTables()
  const ofUsers = tables.filter(({ columns }) => columns.some(({ name }) => name === 'user_id')).map(({ name }) => name)
  const putBack = ['backup_code_sets', 'backup_codes', 'email_addresses', 'phone_numbers', 'totp_factors']
  const ended = ['reverifications', 'sessions', 'sign_ins', 'sign_ups', 'tickets', 'verifications']
  const about = ['audit', 'factor_snapshots', 'undo_links']
  expect(ofUsers.sort()).toEqual([...putBack, ...ended, ...about].sort())
})
