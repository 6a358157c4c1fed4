import type { BackendUserView, ClientView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { backendRoutes } from '../../src/backend-api/routes.ts'
import { dashboardRoutes } from '../../src/dashboard-api/routes.ts'
import { frontendRoutes } from '../../src/frontend-api/routes.ts'
import { mayBringPassword } from '../../src/http/admission.ts'
import type { CreatedInstance } from '../../src/instances/create.ts'
import type { Guest } from '../../src/lib/fair-queue.ts'
import { createHasher } from '../../src/lib/password-hash.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { Browser, backend, password, startSignIn } from '../support/browser.ts'

let app: TestApp
let instance: CreatedInstance
let call: ReturnType<typeof backend>
const written: string[] = []
const places: { leave(): void }[] = []
const room = 6

beforeAll(async () => {
  app = await startTestApp({ onQuery: (sql) => void (/^\s*(insert|update|delete)/i.test(sql) && written.push(sql)) })
  instance = await app.create()
  call = backend(app, instance)
})
afterAll(() => app.close())
beforeEach(() => {
  app.clock.advance(3_600_000)
  for (const place of places.splice(0)) place.leave()
  app.context.hasher = createHasher(app.context.keyring, {
    slots: 1,
    queue: room - 1,
    work: { memoryCost: 64, timeCost: 1 },
  })
})

/** Guesses from as many addresses as there are places, none of which is evaluated before the test ends. */
function flood(rank: Guest['rank'] = 1): void {
  for (let i = 0; i < room; i++) places.push(app.context.hasher.enter({ key: `10.0.0.${i}`, rank }))
}

let count = 0
async function person(): Promise<{ id: string; email: string }> {
  const email = `queue${++count}@example.com`
  const { response } = await call<BackendUserView>('POST', '/users', { email_address: [email], password })
  return { id: response.id, email }
}

async function knownTo(email: string): Promise<Browser> {
  const browser = new Browser(app, instance)
  expect((await startSignIn(browser, email)).response.status).toBe('complete')
  await browser.delete('/client/sessions')
  return browser
}

test('a guess that finds no place costs the database nothing but reads (R140)', async () => {
  const { email } = await person()
  flood()
  written.length = 0
  expect((await startSignIn(new Browser(app, instance), email)).code).toBe('server_busy')
  const signUp = { email_address: 'new@example.com', password }
  expect((await new Browser(app, instance).post('/client/sign_ups', signUp)).code).toBe('server_busy')
  expect(written).toEqual([])
})

test('while strangers flood the queue, known browsers, sessions, the app’s server and requests without a password get through (R103, R140)', async () => {
  const { id, email } = await person()
  const known = await knownTo(email)
  flood()
  expect((await startSignIn(known, email)).response.status).toBe('complete')
  const { response } = await known.get<ClientView>('/client')
  const token = `/client/sessions/${response.last_active_session_id}/tokens`
  expect((await known.post(token)).status).toBe(200)
  const change = { current_password: password, new_password: 'another long secret' }
  expect((await known.post('/me/change_password', change)).status).toBe(200)
  expect((await call('POST', `/users/${id}/verify_password`, { password: 'another long secret' })).status).toBe(200)
  expect((await new Browser(app, instance).post('/client/sign_ins', { identifier: email })).status).toBe(200)
})

test('a browser known to one user is a stranger to the others (R103, R140)', async () => {
  const [own, other] = [await person(), await person()]
  const browser = await knownTo(own.email)
  flood()
  expect((await startSignIn(browser, other.email)).code).toBe('server_busy')
  expect((await startSignIn(browser, own.email)).response.status).toBe('complete')
})

test('an address that guessed wrong waits behind addresses that did not (R140)', async () => {
  const { email } = await person()
  flood(2)
  expect((await startSignIn(new Browser(app, instance), email)).response.status).toBe('complete')
  places.push(app.context.hasher.enter({ key: '10.0.1.1', rank: 2 }))
  await startSignIn(new Browser(app, instance), email, 'not the password')
  places.push(app.context.hasher.enter({ key: '10.0.1.2', rank: 2 }))
  expect((await startSignIn(new Browser(app, instance), email)).code).toBe('server_busy')
})

test('whatever happens to a request, its place is free afterwards (R140)', async () => {
  const { email } = await person()
  for (let i = 0; i < 3 * room; i++) {
    const browser = new Browser(app, instance)
    await (i % 2 ? startSignIn(browser, email) : browser.post('/client/sign_ins', { identifier: 'x', password: '' }))
    await browser.post('/client/sign_ins/none/attempt_first_factor', { strategy: 'password', password })
  }
  flood()
  expect(places).toHaveLength(room)
})

test('refusals leave one after another, so that a guesser waits for the next try (R140)', async () => {
  const [{ email }, refused] = [await person(), 61]
  flood()
  const startedAt = performance.now()
  const guesses = Array.from({ length: refused }, () => startSignIn(new Browser(app, instance), email))
  const codes = (await Promise.all(guesses)).map(({ code }) => code)
  expect(new Set(codes)).toEqual(new Set(['server_busy']))
  // 250 a second. A slow machine takes longer; none is faster, but for the rounding of its timers.
  expect(performance.now() - startedAt).toBeGreaterThanOrEqual((refused - 1) * 4 - 5)
})

test('every route that takes a password asks for a place first (R140)', () => {
  const found = [...frontendRoutes, ...backendRoutes, ...dashboardRoutes].filter(mayBringPassword)
  expect(found.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
    'PATCH /client/sign_ups/:id',
    'PATCH /users/:id',
    'POST /client/sessions/:session_id/verify/attempt_first_factor',
    'POST /client/sign_ins',
    'POST /client/sign_ins/:id/attempt_first_factor',
    'POST /client/sign_ins/:id/reset_password',
    'POST /client/sign_ups',
    'POST /me/change_password',
    'POST /users',
    'POST /users/:id/verify_password',
  ])
})
