import type { BackendUserView, SessionVerificationView, SignInView, SignUpView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { mfaOn, startTestApp, type TestApp } from './support/app.ts'
import {
  Browser,
  backend,
  enrol,
  mailed,
  mailedCode,
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
const newEmail = () => `noticed${++count}@example.com`
const speaking = (language: string, on = new Browser(app, instance)) => {
  on.headers['accept-language'] = language
  return on
}
const kinds = async (browser: Browser, email: string) => (await mailed(browser, email)).map(({ subject }) => subject)
const changePassword = (browser: Browser, next: string) =>
  browser.post('/me/change_password', { new_password: next, current_password: password })

async function signUpWith(browser: Browser, email: string, fields: Record<string, string> = {}): Promise<Browser> {
  const { response } = await browser.post<SignUpView>('/client/sign_ups', { email_address: email, password, ...fields })
  await browser.post(`/client/sign_ups/${response.id}/prepare_verification`)
  const code = await mailedCode(browser, email)
  await browser.post(`/client/sign_ups/${response.id}/attempt_verification`, { code })
  return browser
}

async function readUser(browser: Browser): Promise<BackendUserView> {
  const { id } = (await me(browser)).response
  return (await backend(app, instance)<BackendUserView>('GET', `/users/${id}`)).response
}

test('few backup codes are told once, when the third last one is left, at sign-in and at reverification alike', async () => {
  const email = newEmail()
  const browser = await signUp(app, instance, email)
  const { backupCodes } = await enrol(browser)
  const use = async (code: string | undefined) => {
    app.clock.advance(60_000)
    const visitor = new Browser(app, instance)
    const { response } = await startSignIn(visitor, email)
    expect((await second(visitor, response.id, 'backup_code', code ?? '')).response.status).toBe('complete')
  }
  const low = async () => (await kinds(browser, email)).filter((subject) => subject === 'Few backup codes left – Acme')
  for (const code of backupCodes.slice(0, 6)) await use(code)
  expect(await low()).toHaveLength(0)
  const { id } = (await browser.get<{ id: string }[]>('/me/sessions/active')).response[0] ?? { id: '' }
  await browser.post<SessionVerificationView>(`/client/sessions/${id}/verify`, { level: 'second_factor' })
  const proof = { strategy: 'backup_code', code: backupCodes[6] ?? '' }
  expect((await browser.post(`/client/sessions/${id}/verify/attempt_second_factor`, proof)).status).toBe(200)
  expect(await low()).toHaveLength(1)
  await use(backupCodes[7])
  expect(await low()).toHaveLength(1)
})

test('a notice comes in the language of the owner, whatever the intruder’s browser asks for (R73)', async () => {
  const email = newEmail()
  const owner = await signUpWith(speaking('de-DE,de;q=0.9'), email)
  expect((await readUser(owner)).locale).toBe('de')
  await changePassword(speaking('ja', owner.copy()), 'another fine horse')
  expect(await kinds(owner, email)).toContain('Ihr Passwort wurde geändert – Acme')
})

test('a sign-up form may say the language; it wins over the browser’s', async () => {
  const email = newEmail()
  const owner = await signUpWith(speaking('de'), email, { locale: 'fr-CA' })
  expect((await readUser(owner)).locale).toBe('fr-CA')
  await changePassword(owner, 'another fine horse')
  expect(await kinds(owner, email)).toContain('Votre mot de passe a été modifié – Acme')
})

test('an account without a language learns it from a browser it knows, never from a stranger’s', async () => {
  const email = newEmail()
  const owner = await signUp(app, instance, email)
  expect((await readUser(owner)).locale).toBeNull()
  const signIn = (browser: Browser) => browser.post<SignInView>('/client/sign_ins', { identifier: email, password })
  await signIn(speaking('ja'))
  expect((await readUser(owner)).locale).toBeNull()
  const { id } = (await owner.get<{ id: string }[]>('/me/sessions/active')).response.at(-1) ?? { id: '' }
  await owner.post(`/client/sessions/${id}/remove`)
  await owner.delete('/client/sessions')
  expect((await signIn(speaking('es-MX', owner))).response.status).toBe('complete')
  expect((await readUser(owner)).locale).toBe('es')
})
