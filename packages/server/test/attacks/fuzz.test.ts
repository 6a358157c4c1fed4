import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { backendRoutes } from '../../src/backend-api/routes.ts'
import { dashboardRoutes } from '../../src/dashboard-api/routes.ts'
import { frontendRoutes } from '../../src/frontend-api/routes.ts'
import { makeFirstInstances } from '../../src/instances/bootstrap.ts'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { mfaOn, startTestApp, type TestApp } from '../support/app.ts'
import { Browser, enrol, me, signUp, startSignIn } from '../support/browser.ts'

let app: TestApp
let instance: CreatedInstance
/** Cookie headers of a stranger, a half and a wholly signed-in person. */
let cookies: string[]
let ids: string[]

beforeAll(async () => {
  app = await startTestApp()
  await makeFirstInstances(app.context)
  instance = await app.create({}, mfaOn)
  const owner = await signUp(app, instance, 'fuzzed@example.com')
  await enrol(owner)
  const halfway = new Browser(app, instance)
  const { response } = await startSignIn(halfway, 'fuzzed@example.com')
  cookies = ['', cookieOf(halfway), cookieOf(owner)]
  const user = (await me(owner)).response
  ids = [response.id, user.id, user.primary_email_address_id ?? '', 'sess_00000000000000000000000000']
})
afterAll(() => app.close())

const cookieOf = (browser: Browser) => [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')

const nasty = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    '\u0000',
    '\n',
    '\ud800',
    '__proto__',
    '%',
    '%00',
    '%E0%A4%A',
    '../..',
    "' or 1=1 --",
    '{{7*7}}',
    '🔑'.repeat(50),
    'a'.repeat(9000),
  ),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ maxLength: 20 }),
)
const fieldNames = fc.constantFrom(
  'identifier',
  'password',
  'strategy',
  'code',
  'ticket',
  'email_address',
  'email_address_id',
  'username',
  'first_name',
  'unsafe_metadata',
  'public_metadata',
  'level',
  'new_password',
  'current_password',
  'sign_out_of_other_sessions',
  'locale',
  'primary_email_address_id',
  'limit',
  'offset',
  'order_by',
  'query',
  'user_id',
  'multi_factor',
  '__proto__',
  'constructor',
)
const known = fc.constantFrom<string>(
  'fuzzed@example.com',
  'totp',
  'backup_code',
  'email_code',
  'password',
  'reset_password_email_code',
  'first_factor',
  '123456',
  'true',
  '{}',
)
const value = fc.oneof(known, nasty)
const jsonBody = fc.oneof(
  fc.dictionary(fieldNames, fc.oneof(value, fc.jsonValue({ maxDepth: 3 }))).map((body) => JSON.stringify(body)),
  fc.json(),
  nasty,
)
const formBody = fc.oneof(
  fc
    .array(fc.tuple(fieldNames, value))
    .map((pairs) => pairs.map(([name, text]) => `${name}=${encode(text)}`).join('&')),
  nasty,
)
const body = fc.oneof(
  fc.record({ type: fc.constant('application/json'), text: jsonBody }),
  fc.record({ type: fc.constant('application/x-www-form-urlencoded'), text: formBody }),
  fc.record({
    type: fc.constantFrom('text/plain', 'application/xml', 'multipart/form-data', 'application/json; charset=utf-16'),
    text: nasty,
  }),
)
const header = fc.constantFrom(
  'cookie',
  'authorization',
  'origin',
  'x-forwarded-for',
  'user-agent',
  'accept-language',
  'referer',
  'content-length',
  'host',
)
const headers = fc.dictionary(header, fc.string({ unit: 'binary', maxLength: 60 }).map(latin), { maxKeys: 3 })
const query = fc.array(
  fc.tuple(fc.constantFrom('_method', '_clerk_session_id', 'limit', 'offset', 'order_by', 'query', 'x'), value),
  { maxLength: 3 },
)

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed())
}
/** What a header may hold at all; the client library refuses the rest before it is sent. */
function latin(text: string): string {
  return text.replace(/[^\x20-\x7e\x80-\xff]/g, '').trim()
}

const tables = [
  ...frontendRoutes.map((route) => ['/v1', route] as const),
  ...backendRoutes.map((route) => ['/v1', route] as const),
  ...dashboardRoutes.map((route) => ['/dashboard/api', route] as const),
]
const call = fc.record({
  row: fc.constantFrom(...tables),
  id: fc.oneof(
    fc.nat(3).map((index) => index),
    nasty,
  ),
  who: fc.nat(3),
  body,
  headers,
  query,
})

test('two thousand generated requests to every API are answered, and never with a fault of ours (R119, R127)', async () => {
  const statuses = new Map<number, number>()
  await fc.assert(
    fc.asyncProperty(call, async ({ row: [prefix, route], id, who, body: sent, headers: more, query: pairs }) => {
      app.clock.advance(500)
      const segment = encode(typeof id === 'number' ? (ids[id] ?? '') : id) || 'x'
      const search = pairs.map(([name, text]) => `${name}=${encode(text)}`).join('&')
      const path = `${prefix}${route.path.replace(/:\w+/g, segment)}${search ? `?${search}` : ''}`
      const base: Record<string, string> = {
        origin: `http://${instance.instance.host}`,
        'content-type': sent.type,
        ...(cookies[who] ? { cookie: cookies[who] ?? '' } : {}),
        ...(who === 3 ? { authorization: `Bearer ${instance.secretKey}` } : {}),
        ...more,
      }
      const init =
        route.method === 'GET'
          ? { headers: base }
          : { method: route.method, headers: base, body: sent.text.toWellFormed() }
      const answer = await app.app.request(`http://${instance.instance.host}${path}`, init)
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1)
      const text = await answer.text()
      expect(answer.status, `${route.method} ${path} ${JSON.stringify(init)} ${text}`).toBeLessThan(500)
      if (answer.status >= 400) expect(JSON.parse(text)).toMatchObject({ errors: [{ code: expect.any(String) }] })
    }),
    { numRuns: 2000 },
  )
  // The generator reaches behind the first checks: some requests succeed, many kinds of refusal are seen.
  expect(statuses.get(200)).toBeGreaterThan(20)
  expect(statuses.size).toBeGreaterThan(4)
})

test('and the server still works afterwards', async () => {
  const answer = await new Browser(app, instance).get('/environment')
  expect(answer.status).toBe(200)
})
