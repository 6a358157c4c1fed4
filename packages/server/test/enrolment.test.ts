import type { BackendUserView, BackupCodeView, EnvironmentView, TotpView, UserView } from '@countersign/contract'
import { Secret } from 'otpauth'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { mfaOn, startTestApp, type TestApp } from './support/app.ts'
import {
  type Answer,
  afterOverlap,
  Browser,
  backend,
  codeOf,
  distinct,
  type Enrolled,
  enrol,
  mailed,
  me,
  password,
  second,
  signUp,
  startSignIn,
} from './support/browser.ts'

let app: TestApp
let instance: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, mfaOn)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

let count = 0
const newEmail = () => `enrolled${++count}@example.com`
const visitor = () => new Browser(app, instance)
const now = () => app.clock.now()
const start = (browser: Browser, fields = {}) => browser.post<TotpView>('/me/totp', fields)
const confirm = (browser: Browser, code: string) => browser.post<TotpView>('/me/totp/attempt_verification', { code })
const newCodes = (browser: Browser) => browser.post<BackupCodeView>('/me/backup_codes')
const setSettings = (patch: unknown) => backend(app, instance)('PATCH', '/instance/settings', patch)

interface Person {
  browser: Browser
  email: string
}
async function person(): Promise<Person> {
  const email = newEmail()
  return { email, browser: await signUp(app, instance, email) }
}
async function enrolled(): Promise<Person & Enrolled> {
  const someone = await person()
  return { ...someone, ...(await enrol(someone.browser)) }
}

async function signInWith(email: string, strategy: 'totp' | 'backup_code', code: string): Promise<Answer<unknown>> {
  const browser = visitor()
  const first = await startSignIn(browser, email)
  expect(first.response.status).toBe('needs_second_factor')
  return second(browser, first.response.id, strategy, code)
}
const subjects = async (browser: Browser, email: string) =>
  (await mailed(browser, email)).map((message) => message.subject ?? '')

describe('setting up an authenticator app', () => {
  test('that is abandoned after the QR code asks for nothing at the next sign-in (S30, R65)', async () => {
    const { browser, email } = await person()
    const started = await start(browser)
    expect(started.response).toMatchObject({ verified: false, backup_codes: null })
    expect((await me(browser)).response).toMatchObject({ totp_enabled: false, two_factor_enabled: false })
    expect((await startSignIn(visitor(), email)).response.status).toBe('complete')
  })

  test('takes 160 random bits of the server for each, never a secret of the caller (R1)', async () => {
    const { browser } = await person()
    const secrets = new Set<string>()
    const own = 'A'.repeat(32)
    for (let i = 0; i < 100; i++) {
      if (i % 40 === 0) app.clock.advance(60_000)
      const { response } = await start(browser, { secret: own, totp_secret: own })
      expect(response.secret).toMatch(/^[A-Z2-7]{32}$/)
      expect(Secret.fromBase32(response.secret ?? '').bytes).toHaveLength(20)
      expect(response.uri).toContain(`secret=${response.secret}`)
      secrets.add(response.secret ?? '')
    }
    expect(secrets.size).toBe(100)
    expect(secrets).not.toContain(own)
    expect((await confirm(browser, codeOf(own, now()))).code).toBe('form_code_incorrect')
  })

  test('keeps the same secret after a wrong code, so the person may try again (S31)', async () => {
    const { browser, email } = await person()
    const secret = (await start(browser)).response.secret ?? ''
    expect((await confirm(browser, '000000')).code).toBe('form_code_incorrect')
    expect((await me(browser)).response.totp_enabled).toBe(false)
    expect((await startSignIn(visitor(), email)).response.status).toBe('complete')
    expect((await confirm(browser, codeOf(secret, now()))).response.verified).toBe(true)
  })

  test('is told on every code that is none, without a guess being evaluated (R9)', async () => {
    const { browser } = await person()
    const secret = (await start(browser)).response.secret ?? ''
    const right = codeOf(secret, now())
    for (const code of ['12345', `${right}0`, `${right}\u0000`, 'abcdef', '0x1234']) {
      expect((await confirm(browser, code)).status, JSON.stringify(code)).toBeGreaterThanOrEqual(400)
    }
    expect((await confirm(browser, '')).code).toBe('form_param_missing')
    expect((await me(browser)).response.totp_enabled).toBe(false)
    expect((await confirm(browser, `${right.slice(0, 3)} ${right.slice(3)}`)).response.verified).toBe(true)
  })

  test('must be finished within ten minutes, by the session that began it (R65, R67)', async () => {
    const { browser, email } = await person()
    const other = visitor()
    expect((await startSignIn(other, email)).response.status).toBe('complete')
    const secret = (await start(browser)).response.secret ?? ''
    expect((await confirm(other, codeOf(secret, now()))).code).toBe('verification_missing')
    app.clock.advance(600_000)
    expect((await confirm(browser, codeOf(secret, now()))).code).toBe('verification_missing')
    expect((await me(browser)).response.totp_enabled).toBe(false)
  })

  test('begun anew voids the earlier secret: there is one open enrolment at most (R65)', async () => {
    const { browser } = await person()
    const earlier = (await start(browser)).response.secret ?? ''
    const later = (await start(browser)).response.secret ?? ''
    expect((await confirm(browser, codeOf(earlier, now()))).code).toBe('form_code_incorrect')
    expect((await confirm(browser, codeOf(later, now()))).response.verified).toBe(true)
  })

  test('ends every other session and gives this one a new cookie (R68, R88)', async () => {
    const { browser, email } = await person()
    const other = visitor()
    await startSignIn(other, email)
    const thief = browser.copy()
    await enrol(browser)
    expect((await me(other)).status).toBe(401)
    afterOverlap(browser)
    expect((await me(thief)).status).toBe(401)
    expect((await me(browser)).response.totp_enabled).toBe(true)
  })

  test('tells every verified address (R73, R63)', async () => {
    const { browser, email } = await enrolled()
    expect(await subjects(browser, email)).toContainEqual(expect.stringMatching(/2-step verification is on/i))
  })

  test('never shows the secret again: not on confirming, nor in the user, nor by asking again (R71)', async () => {
    const { browser } = await person()
    const { secret, uri } = (await start(browser)).response
    const confirmed = await confirm(browser, codeOf(secret ?? '', now()))
    expect(confirmed.response).toMatchObject({ secret: null, uri: null })
    expect((await start(browser)).response.secret).not.toBe(secret)
    const seen = [confirmed.body, (await me(browser)).body, (await browser.get('/client')).body]
    for (const body of seen) {
      expect(JSON.stringify(body)).not.toContain(secret)
      expect(JSON.stringify(body)).not.toContain(uri)
    }
  })

  test('by a user without a verified address is refused (R70)', async () => {
    const user = { username: 'nobody_home', password }
    expect((await backend(app, instance)<BackendUserView>('POST', '/users', user)).status).toBe(200)
    const browser = visitor()
    expect((await startSignIn(browser, user.username)).response.status).toBe('complete')
    expect((await start(browser)).code).toBe('verified_address_required')
    expect((await me(browser)).response.totp_enabled).toBe(false)
  })

  test('confirmed by fifty callers at once succeeds once (R6)', async () => {
    const { browser } = await person()
    const secret = (await start(browser)).response.secret ?? ''
    const code = codeOf(secret, now())
    const answers = await Promise.all(Array.from({ length: 50 }, () => confirm(browser.copy(), code)))
    expect(distinct(answers)).toBe(1)
  })
})

describe('backup codes', () => {
  test('come with the first second factor: ten, all different, 65 bits each, once (S43, S40, R26)', async () => {
    const { browser, backupCodes } = await enrolled()
    expect(new Set(backupCodes).size).toBe(10)
    for (const code of backupCodes)
      expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{6}$/)
    expect((await me(browser)).response).toMatchObject({ backup_codes_left: 10, backup_code_enabled: true })
    expect(JSON.stringify((await me(browser)).body)).not.toContain(backupCodes[0])
  })

  test('are not made again for another factor while some are left (S43)', async () => {
    const { browser, backupCodes, email } = await enrolled()
    // The factor goes by another hand and its codes stay, as when an operator removes a lost phone.
    const { id } = (await me(browser)).response
    await backend(app, instance)('DELETE', `/users/${id}/totp`)
    const back = visitor()
    await startSignIn(back, email)
    const again = await enrol(back)
    expect(again.backupCodes).toEqual([])
    expect((await signInWith(email, 'backup_code', backupCodes[0] ?? '')).status).toBe(200)
  })

  test('made anew kill every older code at once, used or not, and tell the user (S44, R29)', async () => {
    const { browser, backupCodes, email } = await enrolled()
    const made = await newCodes(browser)
    expect(made.response.codes).toHaveLength(10)
    expect(await subjects(browser, email)).toContainEqual(expect.stringMatching(/new backup codes/i))
    for (const code of backupCodes.slice(0, 3))
      expect((await signInWith(email, 'backup_code', code)).code).toBe('form_code_incorrect')
    app.clock.advance(3_600_000)
    expect((await signInWith(email, 'backup_code', made.response.codes[0] ?? '')).status).toBe(200)
  })

  test('cannot be made by a session that proved itself with one, until the app was used (R29)', async () => {
    const { backupCodes, email, secret } = await enrolled()
    const browser = visitor()
    const first = await startSignIn(browser, email)
    const proven = await second(browser, first.response.id, 'backup_code', backupCodes[0] ?? '')
    const refused = await newCodes(browser)
    expect([refused.status, refused.code]).toEqual([403, 'session_reverification_required'])
    const path = `/client/sessions/${proven.response.created_session_id}/verify`
    await browser.post(path, { level: 'second_factor' })
    await browser.post(`${path}/attempt_second_factor`, { strategy: 'totp', code: codeOf(secret, now()) })
    expect((await newCodes(browser)).response.codes).toHaveLength(10)
  })

  test('are not made for somebody without another second factor (S20, R29)', async () => {
    const { browser } = await person()
    expect((await newCodes(browser)).code).toBe('backup_codes_need_factor')
  })

  test('are not offered any more when all are used (S48)', async () => {
    const { browser, email, secret } = await enrolled()
    const { id } = (await me(browser)).response
    await app.context.db.updateTable('backup_codes').set({ used_at: now() }).where('user_id', '=', id).execute()
    const other = visitor()
    const first = await startSignIn(other, email)
    expect(first.response.supported_second_factors.map((factor) => factor.strategy)).toEqual(['totp'])
    const path = `/client/sign_ins/${first.response.id}/attempt_second_factor`
    expect((await other.post(path, { strategy: 'backup_code', code: '0000-0000-000000' })).code).toBe(
      'strategy_for_user_invalid',
    )
    expect((await second(other, first.response.id, 'totp', codeOf(secret, now()))).response.status).toBe('complete')
  })
})

describe('removing the authenticator app', () => {
  test('switches the second step off, with its backup codes and every other session (S26, R68, R73)', async () => {
    const { browser, email, secret, backupCodes } = await enrolled()
    const other = visitor()
    await second(other, (await startSignIn(other, email)).response.id, 'backup_code', backupCodes[0] ?? '')
    expect((await browser.delete('/me/totp')).status).toBe(200)
    expect((await me(other)).status).toBe(401)
    expect((await me(browser)).response).toMatchObject({ totp_enabled: false, backup_code_enabled: false })
    expect((await startSignIn(visitor(), email)).response.status).toBe('complete')
    expect(await subjects(browser, email)).toContainEqual(expect.stringMatching(/2-step verification changed/i))
    // The old secret fails at once, even while another is being set up (R69).
    await start(browser)
    expect((await confirm(browser, codeOf(secret, now()))).code).toBe('form_code_incorrect')
  })

  test('after setting up anew the old secret fails and the new one works (R69)', async () => {
    const { browser, email, secret } = await enrolled()
    await browser.delete('/me/totp')
    const again = await enrol(browser)
    expect((await signInWith(email, 'totp', codeOf(secret, now()))).code).toBe('form_code_incorrect')
    expect((await signInWith(email, 'totp', codeOf(again.secret, now()))).status).toBe(200)
  })

  test('that is not there is told', async () => {
    const { browser } = await person()
    expect((await browser.delete('/me/totp')).code).toBe('factor_missing')
  })
})

describe('what the operator switched on decides', () => {
  const combinations = [
    { totp: false, backup_code: false },
    { totp: true, backup_code: false },
    { totp: true, backup_code: true },
  ]

  test.each(combinations)('what a user can set up: %o (S24, S9, S51)', async (multi_factor) => {
    const own = await app.create({ name: 'Toggles' }, { multi_factor })
    const browser = await signUp(app, own, newEmail())
    const environment = (await browser.get<EnvironmentView>('/environment')).response
    const { authenticator_app, backup_code } = environment.user_settings.attributes
    expect([authenticator_app?.enabled, backup_code?.enabled]).toEqual([multi_factor.totp, multi_factor.backup_code])
    const started = await start(browser)
    if (!multi_factor.totp) {
      expect(started.code).toBe('factor_disabled')
      expect((await newCodes(browser)).code).toBe('factor_disabled')
      return
    }
    const confirmed = await confirm(browser, codeOf(started.response.secret ?? '', now()))
    expect(confirmed.response.backup_codes?.length ?? 0).toBe(multi_factor.backup_code ? 10 : 0)
    const made = await newCodes(browser)
    expect(multi_factor.backup_code ? made.response.codes.length : made.code).toBe(
      multi_factor.backup_code ? 10 : 'factor_disabled',
    )
  })

  test('backup codes alone cannot be switched on (S20, S24)', async () => {
    const answer = await setSettings({ multi_factor: { totp: false } })
    expect(answer.code).toBe('settings_invalid')
  })

  test('a factor switched off is not asked for nor offered, and is back when switched on again (S10, S11, R59)', async () => {
    const { email, secret, browser, backupCodes } = await enrolled()
    const halfway = visitor()
    const attempt = await startSignIn(halfway, email)
    expect((await setSettings({ multi_factor: { totp: false, backup_code: false } })).status).toBe(200)
    expect((await startSignIn(visitor(), email)).response.status).toBe('complete')
    const late = await second(halfway, attempt.response.id, 'totp', codeOf(secret, now()))
    expect(late.response?.status).not.toBe('complete')
    expect((await me(browser)).response).toMatchObject({ totp_enabled: true, two_factor_enabled: false })
    expect((await start((await person()).browser)).code).toBe('factor_disabled')
    await setSettings({ multi_factor: { totp: true } })
    expect((await signInWith(email, 'totp', codeOf(secret, now()))).status).toBe(200)
    expect((await signInWith(email, 'backup_code', backupCodes[0] ?? '')).code).toBe('strategy_for_user_invalid')
    await setSettings({ multi_factor: { backup_code: true } })
    expect((await signInWith(email, 'backup_code', backupCodes[0] ?? '')).status).toBe(200)
  })

  test('switching a factor on changes no sign-in until the user sets it up (S10)', async () => {
    const own = await app.create({ name: 'Later' })
    const email = newEmail()
    await signUp(app, own, email)
    await backend(app, own)('PATCH', '/instance/settings', { multi_factor: { totp: true, backup_code: true } })
    const browser = new Browser(app, own)
    expect((await startSignIn(browser, email)).response.status).toBe('complete')
    expect((await browser.get<UserView>('/me')).response.two_factor_enabled).toBe(false)
  })
})
