import type { EnvironmentView, SignUpView } from '@countersign/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestApp, type TestApp } from './support/app.ts'
import { Browser, backend, type Fields, mailedCode, me, password, signUp } from './support/browser.ts'

let app: TestApp
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

let count = 0
const newEmail = () => `closing${++count}@example.com`
const begin = (browser: Browser, fields: Fields) => browser.post<SignUpView>('/client/sign_ups', fields)
const prepare = (browser: Browser, id: string) =>
  browser.post<SignUpView>(`/client/sign_ups/${id}/prepare_verification`, { strategy: 'email_code' })
const attempt = (browser: Browser, id: string, code: string) =>
  browser.post<SignUpView>(`/client/sign_ups/${id}/attempt_verification`, { strategy: 'email_code', code })

test('creates no account while sign-up is closed, not for a sign-up begun before, and keeps sign-in open', async () => {
  const closing = await app.create({ name: 'Closing' })
  const set = (sign_up: string) => backend(app, closing)('PATCH', '/instance/settings', { sign_up })
  const fields = () => ({ email_address: newEmail(), password })
  const modeIn = async (browser: Browser) =>
    (await browser.get<EnvironmentView>('/environment')).response.user_settings.sign_up.mode
  const member = await signUp(app, closing, newEmail())
  const [begun, verifying] = [new Browser(app, closing), new Browser(app, closing)]
  const { response: first } = await begin(begun, { email_address: newEmail() })
  const address = newEmail()
  const { response: second } = await begin(verifying, { email_address: address, password })
  await prepare(verifying, second.id)
  const code = await mailedCode(verifying, address)
  expect(await modeIn(begun)).toBe('public')
  expect((await set('closed')).status).toBe(200)
  expect(await modeIn(begun)).toBe('restricted')
  const users = async () =>
    (await app.context.db.selectFrom('users').select('id').where('instance_id', '=', closing.instance.id).execute())
      .length
  const before = await users()
  const tried = [
    await begin(new Browser(app, closing), fields()),
    await begin(new Browser(app, closing), { ...fields(), strategy: 'ticket', ticket: 'a'.repeat(43) }),
    await begun.patch(`/client/sign_ups/${first.id}`, { password }),
    await prepare(begun, first.id),
    await attempt(verifying, second.id, code),
  ]
  expect(tried.map(({ status, code: refusal }) => [status, refusal])).toEqual(
    tried.map(() => [403, 'sign_up_mode_restricted']),
  )
  expect(await users()).toBe(before)
  expect(await me(member)).toBeTruthy()
  const made = await backend(app, closing)('POST', '/users', { email_address: [newEmail()] })
  expect(made.status).toBe(200)
  expect((await set('open')).status).toBe(200)
  expect((await attempt(verifying, second.id, code)).response.status).toBe('complete')
})
