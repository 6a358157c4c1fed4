import type { SignInView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { SessionScope } from '../../src/http/scope.ts'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { subjectOfSession } from '../../src/limits/subject.ts'
import { isKnownClient } from '../../src/sessions/sessions.store.ts'
import { mfaOn, startTestApp, type TestApp } from '../support/app.ts'
import { Browser, backend, codeOf, enrol, me, password, startSignIn } from '../support/browser.ts'
import { undoToken } from '../support/undo.ts'
import { actAs, acting, sessionsIn } from './scene.ts'

let app: TestApp
let instance: CreatedInstance
let call: ReturnType<typeof backend>

beforeAll(async () => {
  app = await startTestApp()
  const templates = { jwt_templates: [{ name: 'billing', claims: { plan: 'gold' }, lifetime_seconds: 60 }] }
  instance = await app.create({}, { ...mfaOn, device_trust: true, trusted_devices: { enabled: true }, ...templates })
  call = backend(app, instance)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(3_600_000))

const rowOf = (id: string) =>
  app.context.db.selectFrom('sessions').selectAll().where('id', '=', id).executeTakeFirstOrThrow()

test('mints no token of a JWT template in an actor session, for the browser or the app’s server (R79)', async () => {
  const { browser, session } = await acting(app, instance)
  const asked = [
    await browser.post(`/client/sessions/${session}/tokens/billing`),
    await call('POST', `/sessions/${session}/tokens/billing`),
  ]
  for (const { status, code } of asked) expect([status, code]).toEqual([403, 'impersonation_not_allowed'])
})

test('an actor session makes no browser known, whatever its row says was verified (R79, R97)', async () => {
  const { browser, session, email, userId } = await acting(app, instance)
  // What an older version could leave behind: the user's password, proven in the session of someone else.
  await app.context.db.updateTable('sessions').set({ first_verified_at: 1 }).where('id', '=', session).execute()
  const row = await rowOf(session)
  expect(await isKnownClient(app.context.db, { clientId: row.client_id, userId, epoch: row.epoch })).toBe(false)
  const scope = { session: row, user: { id: userId, epoch: row.epoch }, client: { id: row.client_id } }
  expect(subjectOfSession(scope as SessionScope)).toBe(userId)
  await browser.delete('/client/sessions')
  expect((await startSignIn(browser, email)).response.status).toBe('needs_client_trust')
})

test('verifies nothing again in an actor session, not even with the user’s password (R79)', async () => {
  const { browser, session } = await acting(app, instance)
  const path = `/client/sessions/${session}/verify`
  const fields = { strategy: 'password', password, level: 'first_factor' }
  for (const step of ['', '/attempt_first_factor'])
    expect((await browser.post(`${path}${step}`, fields)).code).toBe('impersonation_not_allowed')
  expect(await rowOf(session)).toMatchObject({ first_verified_at: null, owes_verification: 0 })
})

test('an actor session changes neither the last sign-in nor the trusted devices of the user (R79)', async () => {
  const { own, email, userId } = await acting(app, instance)
  const { secret } = await enrol(own)
  const trusted = new Browser(app, instance)
  const begun = await startSignIn(trusted, email)
  const code = codeOf(secret, app.clock.now())
  const fields = { strategy: 'totp', code, remember_device: 'true' }
  await trusted.post<SignInView>(`/client/sign_ins/${begun.response.id}/attempt_second_factor`, fields)
  await trusted.delete('/client/sessions')
  const traces = () =>
    Promise.all([
      app.context.db.selectFrom('users').selectAll().where('id', '=', userId).execute(),
      app.context.db.selectFrom('trusted_devices').selectAll().where('user_id', '=', userId).execute(),
    ])
  const before = await traces()
  expect(before[1]).toHaveLength(1)
  app.clock.advance(60_000)
  // In the very browser that the user trusts.
  const { session } = await actAs(app, instance, userId, trusted)
  await trusted.post(`/client/sessions/${session}/touch`)
  await trusted.post(`/client/sessions/${session}/tokens`)
  expect(await traces()).toEqual(before)
})

test('refuses a mailed undo link in the browser of an actor session of that user, and in no other (R79)', async () => {
  const { own, email, userId } = await acting(app, instance)
  await own.post('/me/change_password', { current_password: password, new_password: 'another fine phrase' })
  const token = await undoToken(own, email)
  const { browser } = await actAs(app, instance, userId)
  expect((await browser.post('/undo', { token })).code).toBe('impersonation_not_allowed')
  const someoneElse = (await acting(app, instance)).browser
  expect((await someoneElse.post('/undo', { token })).status).toBe(200)
})

test('the account of the user is untouched by the sessions of others', async () => {
  const { own, browser } = await acting(app, instance)
  const [session] = await sessionsIn(browser)
  expect(session?.actor).toEqual({ sub: 'user_admin' })
  expect((await own.patch('/me', { first_name: 'Ada' })).status).toBe(200)
  expect((await me(browser)).response.first_name).toBe('Ada')
})
