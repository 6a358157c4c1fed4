import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { frontendRoutes } from '../../src/frontend-api/routes.ts'
import { impersonationOf } from '../../src/http/impersonation.ts'
import type { Route } from '../../src/http/route.ts'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { mfaOn, startTestApp, type TestApp } from '../support/app.ts'
import { me } from '../support/browser.ts'
import { type Acting, acting } from './scene.ts'

let app: TestApp
let instance: CreatedInstance
let who: Acting

beforeAll(async () => {
  app = await startTestApp()
  const templates = { jwt_templates: [{ name: 'billing', claims: {}, lifetime_seconds: 60 }] }
  instance = await app.create({}, { ...mfaOn, trusted_devices: { enabled: true }, ...templates })
  who = await acting(app, instance)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(1000))

const nameOf = ({ method, path }: Route) => `${method} ${path}`
const rowsThat = (kind: string) => frontendRoutes.filter((row) => impersonationOf(row) === kind)
const call = (row: Route) => {
  const path = row.path.replace(':session_id', who.session).replace(':template', 'billing').replace(':id', 'none_1')
  const fields = { first_name: 'Changed', unsafe_metadata: '{"a":1}', code: '123456', name: 'Changed', answer: 'never' }
  return who.browser.send(row.method, path, row.method === 'GET' ? undefined : new URLSearchParams(fields).toString())
}
const audited = () => app.context.db.selectFrom('audit').select('id').where('user_id', '=', who.userId).execute()

test('opens to an actor session only what its row names (R79)', () => {
  const session = '/client/sessions/:session_id'
  expect(rowsThat('allowed').map(nameOf).sort()).toEqual(
    ['end', 'remove', 'tokens', 'touch'].map((verb) => `POST ${session}/${verb}`),
  )
  // What uses no session needs a credential of its own, and acts for nobody.
  const without = rowsThat('other').filter(({ method }) => method !== 'GET')
  expect(without.filter(({ path }) => path.startsWith('/me'))).toEqual([])
})

test('refuses every change in an actor session, and nothing of it happens (R79)', async () => {
  const before = [(await me(who.own)).response, await audited()]
  for (const row of rowsThat('refused')) {
    const { status, code } = await call(row)
    expect([nameOf(row), status, code]).toEqual([nameOf(row), 403, 'impersonation_not_allowed'])
  }
  expect([(await me(who.own)).response, await audited()]).toEqual(before)
})

test('answers every read in an actor session', async () => {
  for (const row of rowsThat('read')) {
    const { status, code } = await call(row)
    const isThere = row.path.endsWith(':id') ? [404, 'resource_not_found'] : [200, undefined]
    expect([nameOf(row), status, code]).toEqual([nameOf(row), ...isThere])
  }
})

test('an actor session can be selected, renewed and ended', async () => {
  const order = ['touch', 'tokens', 'end'].map((verb) => `/client/sessions/${who.session}/${verb}`)
  for (const path of order) expect([path, (await who.browser.post(path)).status]).toEqual([path, 200])
  expect((await me(who.browser)).status).toBe(401)
})
