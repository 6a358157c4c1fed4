import type { EnvironmentView, SignInView } from '@countersign/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CreatedInstance } from '../src/instances/create.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { afterOverlap, Browser, backend, password, signUp, startSignIn } from './support/browser.ts'

let app: TestApp
let instance: CreatedInstance
let call: ReturnType<typeof backend>
const [ada, bob] = ['ada@example.com', 'bob@example.com'] as const

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, { sessions: { single: true } })
  call = backend(app, instance)
  for (const email of [ada, bob]) await call('POST', '/users', { email_address: [email], password })
})
afterAll(() => app.close())

const visitor = () => new Browser(app, instance)

test('a browser that is signed in signs nobody else in and up before it is signed out', async () => {
  const browser = visitor()
  expect((await startSignIn(browser, ada)).response.status).toBe('complete')
  const refused = await startSignIn(browser, bob)
  expect(refused).toMatchObject({ status: 400, code: 'session_exists' })
  expect(refused.client?.sessions).toHaveLength(1)
  expect((await startSignIn(browser, ada)).code).toBe('session_exists')
  const fresh = { email_address: 'carol@example.com', password }
  expect((await browser.post('/client/sign_ups', fresh)).code).toBe('session_exists')
  const { response } = await call<{ token: string }>('POST', '/sign_in_tokens', { user_id: await idOf(bob) })
  expect((await browser.post('/client/sign_ins', { strategy: 'ticket', ticket: response.token })).code).toBe(
    'session_exists',
  )
  await browser.delete('/client/sessions')
  expect((await startSignIn(browser, bob)).response.status).toBe('complete')
  const { auth_config } = (await browser.get<EnvironmentView>('/environment')).response
  expect(auth_config.single_session_mode).toBe(true)
})

test('of two attempts that were begun before, the second to finish opens nothing, also at the same moment', async () => {
  const first = visitor()
  const begin = async (browser: Browser, identifier: string) =>
    (await browser.post<SignInView>('/client/sign_ins', { identifier })).response.id
  const one = await begin(first, ada)
  const second = first.copy()
  const two = await begin(second, bob)
  const finish = (browser: Browser, id: string) =>
    browser.post<SignInView>(`/client/sign_ins/${id}/attempt_first_factor`, { strategy: 'password', password })
  const answers = await Promise.all([finish(first, one), finish(second, two)])
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(answers.filter(({ status }) => status !== 200)).toHaveLength(1)
})

test('other browsers are not asked, and elsewhere a browser holds several accounts', async () => {
  expect((await startSignIn(visitor(), ada)).response.status).toBe('complete')
  await call('PATCH', '/instance/settings', { sessions: { single: false } })
  const browser = await signUp(app, instance, 'dora@example.com')
  const added = await startSignIn(browser, ada)
  expect(added.client?.sessions).toHaveLength(2)
  // Sooner it would be the repeat of a lost answer.
  afterOverlap(browser)
  const again = await startSignIn(browser, ada)
  expect(again).toMatchObject({ status: 400, code: 'identifier_already_signed_in' })
  expect(again.errors[0]?.meta).toEqual({ session_id: added.response.created_session_id })
})

async function idOf(email: string): Promise<string> {
  return (await call<{ id: string }[]>('GET', `/users?email_address=${email}`)).response[0]?.id ?? ''
}
