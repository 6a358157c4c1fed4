import type { SignInView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { backendRoutes } from '../../src/backend-api/routes.ts'
import { dashboardRoutes } from '../../src/dashboard-api/routes.ts'
import { frontendRoutes } from '../../src/frontend-api/routes.ts'
import type { Route } from '../../src/http/route.ts'
import { makeFirstInstances } from '../../src/instances/bootstrap.ts'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { mfaOn, startTestApp, type TestApp } from '../support/app.ts'
import { Browser, codeOf, enrol, me, password, second, signUp, startSignIn } from '../support/browser.ts'

let app: TestApp
let instance: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  await makeFirstInstances(app.context)
  instance = await app.create({}, mfaOn)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

let count = 0
interface Halfway {
  browser: Browser
  id: string
  email: string
  secret: string
  userId: string
  sessions: string[]
}
/** Somebody who has the password and nothing else, in a browser of their own. */
async function halfway(): Promise<Halfway> {
  const email = `halfway${++count}@example.com`
  const owner = await signUp(app, instance, email)
  const { secret } = await enrol(owner)
  const userId = (await me(owner)).response.id
  const browser = new Browser(app, instance)
  const { response } = await startSignIn(browser, email)
  expect(response.status).toBe('needs_second_factor')
  return { browser, id: response.id, email, secret, userId, sessions: await sessionsOf(userId) }
}

async function sessionsOf(userId: string): Promise<string[]> {
  const rows = await app.context.db.selectFrom('sessions').select('id').where('user_id', '=', userId).execute()
  return rows.map((row) => row.id)
}

const body = new URLSearchParams({
  strategy: 'totp',
  code: '123456',
  password: 'a different secret',
  new_password: 'a different secret',
  current_password: password,
  email_address: 'taker@example.com',
  first_name: 'Taken',
  unsafe_metadata: '{"taken":true}',
  level: 'second_factor',
}).toString()

const fill = (route: Route, who: Halfway) =>
  route.path
    .replace(':session_id', who.sessions[0] ?? '')
    .replace(/:id$|:id(?=\/)/, route.path.includes('/sessions/') ? (who.sessions[0] ?? '') : who.id)
    .replace(/:\w+/g, who.userId)

const guarded = frontendRoutes.filter((route) => route.who !== 'anyone')

test('the password alone opens no route that needs a session, whatever form its credentials are sent in (R51, R52, S52)', async () => {
  const who = await halfway()
  const before = (await new Browser(app, instance).get('/environment')).status
  expect(before).toBe(200)
  const cookie = who.browser.cookies.get('__client') ?? ''
  const disguises: ((browser: Browser) => void)[] = [
    () => {},
    (browser) => {
      browser.headers = { authorization: `Bearer ${cookie}` }
    },
    (browser) => {
      browser.headers = { authorization: who.id }
    },
    (browser) => {
      browser.cookies.set('__session', cookie)
      browser.cookies.set('__client_uat', '1795000000')
    },
  ]
  for (const disguise of disguises) {
    for (const route of guarded) {
      app.clock.advance(100)
      const browser = who.browser.copy()
      disguise(browser)
      for (const query of ['', `?_clerk_session_id=${who.sessions[0]}`]) {
        const answer = await browser.send(
          route.method,
          `${fill(route, who)}${query}`,
          route.method === 'GET' ? undefined : body,
        )
        expect([route.method, route.path, answer.status]).toEqual([route.method, route.path, 401])
        expect(JSON.stringify(answer.body)).not.toMatch(/eyJ|\btaken\b/)
      }
    }
  }
  expect(await sessionsOf(who.userId)).toEqual(who.sessions)
})

test('nor a route of the Backend or the dashboard API (R51)', async () => {
  const who = await halfway()
  const cookie = [...who.browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const apis: [string, Route[]][] = [
    ['/v1', backendRoutes],
    ['/dashboard/api', dashboardRoutes],
  ]
  for (const [prefix, routes] of apis) {
    for (const route of routes.filter((row) => row.who !== 'anyone')) {
      const url = `${who.browser.origin}${prefix}${fill(route, who)}`
      const headers = { cookie, origin: who.browser.origin, 'content-type': 'application/x-www-form-urlencoded' }
      const init = route.method === 'GET' ? { headers } : { method: route.method, headers, body }
      const answer = await app.app.request(url, init)
      expect([401, 403], `${route.method} ${route.path} ${answer.status}`).toContain(answer.status)
    }
  }
  expect(await sessionsOf(who.userId)).toEqual(who.sessions)
})

test('the routes that are open to anyone complete nothing for it either (R51, R54, S60)', async () => {
  const who = await halfway()
  const open = frontendRoutes.filter((route) => route.who === 'anyone' && !/DELETE|PUT/.test(route.method))
  for (const route of open) {
    const browser = who.browser.copy()
    const answer = await browser.send(route.method, fill(route, who), route.method === 'GET' ? undefined : body)
    expect(answer.status, route.path).toBeLessThan(500)
    expect(JSON.stringify(answer.body)).not.toMatch(/"jwt"|"status":"complete"/)
  }
  expect(await sessionsOf(who.userId)).toEqual(who.sessions)
})

test('an empty or missing body completes nothing (R54)', async () => {
  const who = await halfway()
  const path = `/client/sign_ins/${who.id}`
  for (const move of ['attempt_second_factor', 'attempt_first_factor', 'prepare_second_factor', 'reset_password']) {
    for (const sent of ['', undefined, 'strategy=', 'strategy=totp', 'strategy=totp&code=']) {
      const answer = await who.browser.send('POST', `${path}/${move}`, sent)
      expect(answer.response && (answer.response as SignInView).status).not.toBe('complete')
      expect(answer.status).toBeLessThan(500)
    }
  }
  expect(await sessionsOf(who.userId)).toEqual(who.sessions)
})

test('naming somebody else at the second step changes nothing: the user is the one of the first (R53)', async () => {
  const attacker = await halfway()
  const victim = await halfway()
  app.clock.advance(30_000)
  const path = `/client/sign_ins/${attacker.id}/attempt_second_factor`
  const answer = await attacker.browser.post<SignInView>(path, {
    strategy: 'totp',
    code: codeOf(attacker.secret, app.clock.now()),
    user_id: victim.userId,
    identifier: victim.email,
    verify: victim.email,
    sign_in_id: victim.id,
  })
  expect(answer.response.status).toBe('complete')
  expect((await me(attacker.browser)).response.id).toBe(attacker.userId)
  expect(await sessionsOf(victim.userId)).toEqual(victim.sessions)
})

test('no header skips the second step (R60)', async () => {
  const skips: Record<string, string>[] = [
    { 'x-forwarded-for': '127.0.0.1' },
    { 'x-real-ip': '10.0.0.1' },
    { forwarded: 'for=127.0.0.1;proto=https;host=localhost' },
    { 'x-skip-mfa': 'true', 'x-mfa-bypass': '1', 'x-debug': 'true', 'x-test-mode': '1' },
    { 'x-internal': 'true', 'x-admin': 'true', 'x-original-url': '/v1/me', 'x-rewrite-url': '/v1/me' },
    { 'user-agent': 'HealthChecker/1.0' },
    { 'x-http-method-override': 'GET' },
    { 'cf-connecting-ip': '127.0.0.1', 'true-client-ip': '127.0.0.1' },
    { 'x-countersign-client-ip': '127.0.0.1' },
    { 'clerk-proxy-url': 'http://localhost:4100', 'x-clerk-testing-token': '1' },
  ]
  const who = await halfway()
  for (const headers of skips) {
    const browser = new Browser(app, instance)
    browser.headers = headers
    const { response, client } = await startSignIn(browser, who.email)
    expect(response?.status).toBe('needs_second_factor')
    expect(client?.sessions).toEqual([])
    expect((await me(browser)).status).toBe(401)
  }
})

test('a code from the mail or a ticket is no second factor, and the second is asked after each (R20, R52, S5)', async () => {
  const who = await halfway()
  for (const strategy of ['email_code', 'reset_password_email_code', 'password', 'ticket']) {
    const path = `/client/sign_ins/${who.id}/attempt_second_factor`
    const answer = await who.browser.post(path, { strategy, code: '123456', password, ticket: 'x' })
    expect([400, 422]).toContain(answer.status)
    expect(['strategy_for_user_invalid', 'form_param_format_invalid']).toContain(answer.code)
  }
  const { response } = await who.browser.get<SignInView>(`/client/sign_ins/${who.id}`)
  expect(response.supported_second_factors.map((factor) => factor.strategy)).toEqual(['totp', 'backup_code'])
})

test('a finished or abandoned attempt never finishes again (R56)', async () => {
  const who = await halfway()
  const done = await second(who.browser, who.id, 'totp', codeOf(who.secret, app.clock.now()))
  expect(done.response.status).toBe('complete')
  app.clock.advance(30_000)
  const again = await second(who.browser, who.id, 'totp', codeOf(who.secret, app.clock.now()))
  expect(again.code).toBe('step_not_allowed')
  expect((await sessionsOf(who.userId)).length).toBe(who.sessions.length + 1)
})
