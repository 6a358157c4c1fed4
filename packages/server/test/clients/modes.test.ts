import type { ClientView, SignInView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { cookieSuffix } from '../../src/http/cookies.ts'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { Browser, backend, me, password, signUp, startSignIn } from '../support/browser.ts'

let app: TestApp
let instance: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({ slug: 'modes' })
  await backend(app, instance)('POST', '/users', { email_address: ['ada@example.com'], password })
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(11 * 60_000))

const fields = new URLSearchParams({ identifier: 'ada@example.com', password }).toString()

/** Requests with cookies as they are sent, several of one name among them. */
async function send(method: string, url: string, cookies: string[], form?: string) {
  const origin = new URL(url).origin
  const headers = { origin, cookie: cookies.join('; '), 'content-type': 'application/x-www-form-urlencoded' }
  const answer = await app.app.request(url, form === undefined ? { method, headers } : { method, headers, body: form })
  const set = answer.headers.getSetCookie()
  const pairs = set.filter((line) => !/Max-Age=0/.test(line)).map((line) => line.split(';')[0] ?? '')
  const body = (await answer.json()) as { response: Pick<SignInView, 'status'> & Pick<ClientView, 'sessions'> }
  return { status: answer.status, body, set, pairs }
}

test('behind a path prefix both cookies are renewed, and a repeat sets both again', async () => {
  const base = 'http://localhost:4100/i/modes/v1'
  const made = await send('PUT', `${base}/client`, [])
  const suffixed = `__client_${cookieSuffix(instance.instance.publishableKey)}`
  expect(made.pairs.map((pair) => pair.split('=')[0])).toEqual(['__client', suffixed])
  const first = await send('POST', `${base}/client/sign_ins`, made.pairs, fields)
  const again = await send('POST', `${base}/client/sign_ins`, made.pairs, fields)
  expect([again.status, again.body, again.set]).toEqual([200, first.body, first.set])
  expect(first.set.every((line) => !/Domain=/i.test(line))).toBe(true)
  // The old plain cookie beside the new suffixed one, and the other way round: the current one counts.
  for (const cookies of [
    [made.pairs[0] ?? '', first.pairs[1] ?? ''],
    [first.pairs[0] ?? '', made.pairs[1] ?? ''],
  ]) {
    const { body } = await send('GET', `${base}/client`, cookies)
    expect(body.response.sessions).toHaveLength(1)
  }
})

test('a cookie that a sibling host planted first fixates no proof: its holder is out, and the browser goes on (R88)', async () => {
  const host = `http://${instance.instance.host}/v1`
  const attacker = new Browser(app, instance)
  await attacker.send('PUT', '/client')
  const planted = `__client=${attacker.cookies.get('__client')}`
  const own = new Browser(app, instance)
  await own.send('PUT', '/client')
  const hers = `__client=${own.cookies.get('__client')}`
  // Whichever of the two counts: the proof renews it, and its new value is host-only.
  const proven = await send('POST', `${host}/client/sign_ins`, [planted, hers], fields)
  expect(proven.body.response.status).toBe('complete')
  expect(proven.set.every((line) => !/Domain=/i.test(line))).toBe(true)
  const [renewed = ''] = proven.pairs
  expect([planted, hers]).not.toContain(renewed)
  // The planted cookie is still sent, and first.
  const seen = await send('GET', `${host}/client`, [planted, renewed])
  expect(seen.body.response.sessions).toHaveLength(1)
  expect((await me(attacker)).status).toBe(401)
  expect((await attacker.get<ClientView>('/client')).response.sessions).toEqual([])
  app.clock.advance(60_000)
  expect((await attacker.get('/client')).response).toBeNull()
  expect((await send('GET', `${host}/me`, [planted, renewed])).status).toBe(200)
})

test('a sign-in in a browser that holds a session leaves the other session alone', async () => {
  const browser = await signUp(app, instance, 'bea@example.com')
  const tab = browser.copy()
  app.clock.advance(60_000)
  expect((await startSignIn(browser, 'ada@example.com')).response.status).toBe('complete')
  expect((await browser.get<ClientView>('/client')).response.sessions).toHaveLength(2)
  expect((await tab.get<ClientView>('/client')).response.sessions).toHaveLength(1)
})

test('a handshake and a touch beside a proof set no client cookie back', async () => {
  const browser = await signUp(app, instance, 'cyd@example.com')
  const old = `__client=${browser.cookies.get('__client')}`
  app.clock.advance(60_000)
  await startSignIn(browser, 'ada@example.com')
  for (const path of ['touch', 'handshake']) {
    const page = encodeURIComponent(`http://${instance.instance.host}/user`)
    const answer = await app.app.request(`http://${instance.instance.host}/v1/client/${path}?redirect_url=${page}`, {
      headers: { cookie: old },
    })
    expect([path, answer.status]).toEqual([path, 307])
    expect(answer.headers.getSetCookie().filter((line) => line.startsWith('__client='))).toEqual([])
  }
})
