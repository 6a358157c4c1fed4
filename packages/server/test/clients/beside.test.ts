import type { ClientView, TokenView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { backendRoutes } from '../../src/backend-api/routes.ts'
import { dashboardRoutes } from '../../src/dashboard-api/routes.ts'
import { frontendRoutes } from '../../src/frontend-api/routes.ts'
import { blindToClients, readableByOldToken } from '../../src/http/old-token.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { type Browser, me } from '../support/browser.ts'
import { type Confirming, everything, proofs, type Stage, sessionOf } from './proofs.ts'

let app: TestApp
let stage: Stage

beforeAll(async () => {
  app = await startTestApp()
  const instance = await app.create({}, everything)
  stage = { app, instance, trusting: await app.create({ name: 'Trusting' }, { device_trust: true }) }
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(11 * 60_000))

const begin = (kind: string) => (proofs[kind] as (stage: Stage) => Promise<Confirming>)(stage)

/** What tabs of the same browser ask for all the time. */
async function readAll(tab: Browser, session: string): Promise<[string, number, unknown][]> {
  const path = `/client/sessions/${session}`
  const asked = {
    environment: tab.get('/environment'),
    client: tab.get<ClientView | null>('/client'),
    ...(session && {
      token: tab.post(`${path}/tokens`),
      touch: tab.post(`${path}/touch`),
      session: tab.get(path),
      user: me(tab),
    }),
  }
  const answers = await Promise.all(Object.entries(asked).map(async ([name, answer]) => [name, await answer] as const))
  return answers.map(([name, { status, response }]) => [name, status, response])
}

describe.each(Object.keys(proofs))('requests beside %s', (kind) => {
  test('never read “signed out”, whether they come before, with or after it, and end with the new cookie', async () => {
    const proof = await begin(kind)
    const session = await sessionOf(proof.browser)
    const had = (await proof.browser.get<ClientView | null>('/client')).response?.sessions.length ?? 0
    const before = readAll(proof.browser.copy(), session)
    const proven = proof.send(proof.browser)
    const tabs = Array.from({ length: 4 }, () => proof.browser.copy())
    const beside = tabs.map((tab) => readAll(tab, session))
    const kept = proof.browser.copy()
    expect((await proven).status).toBe(200)
    for (const answers of [await before, ...(await Promise.all(beside)), await readAll(kept, session)])
      for (const [name, status, response] of answers) {
        expect([name, status]).toEqual([name, 200])
        if (name === 'client') expect((response as ClientView | null)?.sessions.length ?? 0).toBeGreaterThanOrEqual(had)
      }
    for (const tab of [...tabs, kept]) expect(tab.cookies.get('__client')).toBe(kept.cookies.get('__client'))
    expect((await proof.browser.get<ClientView | null>('/client')).response).not.toBeNull()
  })
})

test('whatever is not on the one list is refused to an old cookie, without an effect and without a cookie', async () => {
  const proof = await begin('the second factor again')
  const kept = proof.browser.copy()
  const session = await sessionOf(kept)
  await proof.send(proof.browser)
  const audited = () => app.context.db.selectFrom('audit').select('id').execute()
  const before = (await audited()).length
  for (const route of frontendRoutes) {
    const name = `${route.method} ${route.path}`
    if (readableByOldToken.has(name) || blindToClients.has(name)) continue
    const path = route.path.replace(':session_id', session).replace(/:\w+/g, 'none_1')
    const tab = kept.copy()
    const answer = await (route.method === 'GET' ? tab.get(path) : tab.post(`${path}?_method=${route.method}`))
    expect([name, answer.status, answer.code, answer.headers.getSetCookie()]).toEqual([name, 409, 'client_renewed', []])
    expect([name, answer.client]).toEqual([name, null])
  }
  expect((await audited()).length).toBe(before)
  expect((await me(proof.browser)).status).toBe(200)
})

test('the list names routes that exist', () => {
  const names = frontendRoutes.map(({ method, path }) => `${method} ${path}`)
  for (const name of [...readableByOldToken, ...blindToClients]) expect(names).toContain(name)
  for (const route of [...backendRoutes, ...dashboardRoutes]) expect(route.repeats).toBeUndefined()
})

test('an old cookie gets tokens, and none that is fresher than it was or of a session that came since (R64, R84)', async () => {
  const proof = await begin('the first factor again')
  const kept = proof.browser.copy()
  const session = await sessionOf(kept)
  app.clock.advance(5 * 60_000)
  const claims = ({ jwt }: TokenView) => JSON.parse(Buffer.from(jwt?.split('.')[1] ?? '', 'base64url').toString())
  const mint = async (on: Browser) => claims((await on.post<TokenView>(`/client/sessions/${session}/tokens`)).response)
  const { fva } = await mint(kept)
  await proof.send(proof.browser)
  expect((await mint(kept)).fva).toEqual(fva)
  expect((await mint(proof.browser)).fva).not.toEqual(fva)
  expect((await mint(kept)).fva).toEqual(fva)
})

test('a second and different proof under one cookie is refused, and goes through when it is sent again', async () => {
  const proof = await begin('a new address')
  const session = await sessionOf(proof.browser)
  const change = (on: Browser) => on.post('/me/change_password', { new_password: 'a brand new horse battery' })
  const tab = proof.browser.copy()
  const [proven, changed] = await Promise.all([proof.send(proof.browser), change(tab)])
  const refused = [proven, changed].filter(({ status }) => status !== 200)
  expect(refused.map(({ code }) => code)).toEqual(refused.map(() => 'client_renewed'))
  expect(refused.length).toBeLessThanOrEqual(1)
  const winner = proven.status === 200 ? proof.browser : tab
  expect((await winner.post(`/client/sessions/${session}/touch`)).status).toBe(200)
  if (proven.status === 200 && changed.status !== 200) expect((await change(winner)).status).toBe(200)
})

test('an old cookie is signed out with the client that it belonged to', async () => {
  const proof = await begin('the second factor again')
  const [kept, other] = [proof.browser.copy(), proof.browser.copy()]
  await proof.send(proof.browser)
  expect((await me(kept)).status).toBe(200)
  const { id } = (await proof.browser.get<ClientView>('/client')).response
  await app.context.db.updateTable('clients').set({ cookie_expires_at: app.clock.now() }).where('id', '=', id).execute()
  expect((await me(kept)).code).toBe('signed_out')
  await app.context.db.deleteFrom('clients').where('id', '=', id).execute()
  expect((await me(other)).code).toBe('signed_out')
})

test('the same wrong request sent twice at once is refused twice', async () => {
  const proof = await begin('the second factor again')
  const session = await sessionOf(proof.browser)
  const path = `/client/sessions/${session}/verify`
  await proof.browser.post(path, { level: 'second_factor' })
  const wrong = () => proof.browser.copy().post(`${path}/attempt_second_factor`, { strategy: 'totp', code: '000000' })
  const answers = await Promise.all([wrong(), wrong()])
  expect(answers.map(({ code }) => code)).toEqual(['form_code_incorrect', 'form_code_incorrect'])
})
