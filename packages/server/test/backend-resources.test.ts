import type { BackendClientView, BackendUserView, ClientView, Settings, SignUpView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { backendRoutes } from '../src/backend-api/routes.ts'
import type { CreatedInstance } from '../src/instances/create.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { Browser, backend, mailedCode, password, signUp } from './support/browser.ts'

let app: TestApp
let instance: CreatedInstance
let other: CreatedInstance
let call: ReturnType<typeof backend>

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({ slug: 'acme' })
  other = await app.create({ name: 'Other', slug: 'other', environment: 'production' })
  call = backend(app, instance)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

let count = 0
const newEmail = () => `resource${++count}@example.com`
interface Page<T> {
  data: T[]
  total_count: number
}

describe('browsers', () => {
  test('are listed with their live sessions, and found by id and by the value of their cookie', async () => {
    const browser = await signUp(app, instance, newEmail())
    const own = (await browser.get<ClientView>('/client')).response
    const page = (await call<Page<BackendClientView>>('GET', '/clients?paginated=true&limit=1')).response
    expect(page.data[0]).toMatchObject({
      object: 'client',
      id: own.id,
      session_ids: [own.sessions[0]?.id],
      last_active_session_id: own.last_active_session_id,
    })
    expect(page.total_count).toBeGreaterThan(0)
    expect((await call<BackendClientView[]>('GET', '/clients?limit=1')).response[0]?.id).toBe(own.id)
    expect((await call<BackendClientView>('GET', `/clients/${own.id}`)).response).toEqual(page.data[0])
    const token = browser.cookies.get('__client') ?? ''
    expect((await call<BackendClientView>('POST', '/clients/verify', { token })).response.id).toBe(own.id)
    expect(JSON.stringify(page)).not.toContain(token)
    await browser.delete('/client/sessions')
    const after = (await call<BackendClientView>('GET', `/clients/${own.id}`)).response
    expect(after).toMatchObject({ sessions: [], session_ids: [], last_active_session_id: null })
  })

  test('of another instance, or of none, are not there (S12)', async () => {
    const browser = await signUp(app, instance, newEmail())
    const { id } = (await browser.get<ClientView>('/client')).response
    const elsewhere = backend(app, other)
    const token = browser.cookies.get('__client') ?? ''
    expect((await elsewhere('GET', `/clients/${id}`)).code).toBe('resource_not_found')
    expect((await elsewhere('POST', '/clients/verify', { token })).code).toBe('resource_not_found')
    expect((await elsewhere<Page<unknown>>('GET', '/clients?paginated=true')).response.total_count).toBe(0)
    expect((await call('POST', '/clients/verify', { token: 'made-up' })).code).toBe('resource_not_found')
  })
})

test('the instance says what it is, and its origins and organization switch are changed and audited', async () => {
  const about = { object: 'instance', id: instance.instance.id, environment_type: 'development', allowed_origins: [] }
  expect((await call('GET', '/instance')).body).toEqual(about)
  const allowed_origins = ['https://app.example.com']
  expect((await call('PATCH', '/instance', { allowed_origins, hibp: true })).body).toEqual({
    ...about,
    allowed_origins,
  })
  expect((await call('PATCH', '/instance', {})).body).toEqual({ ...about, allowed_origins })
  expect((await call('PATCH', '/instance', { allowed_origins: ['nonsense'] })).code).toBe('settings_invalid')
  const settings = '/instance/organization_settings'
  expect((await call('GET', settings)).body).toMatchObject({ object: 'organization_settings', enabled: false })
  expect((await call('PATCH', settings, { enabled: true })).body).toMatchObject({ enabled: true })
  expect((await call('PATCH', settings, {})).body).toMatchObject({ enabled: true })
  const trail = app.context.db.selectFrom('audit').select('event').where('instance_id', '=', instance.instance.id)
  expect((await trail.execute()).filter(({ event }) => event === 'settings.changed')).toHaveLength(2)
})

test('a testing token exists in development only, and changes nothing (R132)', async () => {
  const made = await call<{ token: string; expires_at: number }>('POST', '/testing_tokens')
  expect(made.response.expires_at).toBe(app.clock.now() / 1000 + 3600)
  expect(await backend(app, other)('POST', '/testing_tokens')).toMatchObject({ status: 403, code: 'development_only' })
  const query = `?__clerk_testing_token=${made.response.token}`
  const browser = new Browser(app, instance)
  expect((await browser.get(`/environment${query}`)).status).toBe(200)
  const begun = await browser.post<{ status: string }>(`/client/sign_ins${query}`, { identifier: newEmail() })
  expect(begun.response.status).toBe('needs_first_factor')
})

describe('a sign-up', () => {
  async function begin(fields = {}) {
    const browser = new Browser(app, instance)
    const email_address = newEmail()
    const { id } = (await browser.post<SignUpView>('/client/sign_ups', { email_address, password, ...fields })).response
    const finish = async () => {
      await browser.post(`/client/sign_ups/${id}/prepare_verification`, { strategy: 'email_code' })
      const code = await mailedCode(browser, email_address)
      return browser.post<SignUpView>(`/client/sign_ups/${id}/attempt_verification`, { strategy: 'email_code', code })
    }
    return { id, email_address, finish }
  }
  const change = (id: string, external_id?: string | null) => call('PATCH', `/sign_ups/${id}`, { external_id })

  test('is read by the app’s server, and gives its account the id that the server chose', async () => {
    const { id, email_address, finish } = await begin()
    const read = (await call<SignUpView & { password_enabled: boolean }>('GET', `/sign_ups/${id}`)).response
    expect(read).toMatchObject({ object: 'sign_up_attempt', status: 'missing_requirements', email_address })
    expect(read).toMatchObject({ password_enabled: true, external_id: null, created_user_id: null })
    expect((await change(id, `ext-${++count}`)).body).toMatchObject({ external_id: `ext-${count}` })
    const userId = (await finish()).response.created_user_id
    const user = (await call<BackendUserView>('GET', `/users/${userId}`)).response
    expect(user.external_id).toBe(`ext-${count}`)
    expect((await change(id, 'too-late')).code).toBe('step_not_allowed')
    expect((await change(id)).status).toBe(200)
  })

  test('cannot take an id that is taken, and gives one back', async () => {
    const { id } = await begin()
    const external_id = `ext-${++count}`
    await call('POST', '/users', { email_address: [newEmail()], password, external_id })
    expect((await change(id, external_id)).code).toBe('form_identifier_exists')
    expect((await change(id, `ext-${++count}`)).status).toBe(200)
    expect((await change(id, null)).body).toMatchObject({ external_id: null })
  })

  test('of another instance is not there (S12)', async () => {
    const { id } = await begin()
    expect((await backend(app, other)('GET', `/sign_ups/${id}`)).code).toBe('resource_not_found')
    expect((await backend(app, other)('PATCH', `/sign_ups/${id}`, { external_id: 'x' })).code).toBe(
      'resource_not_found',
    )
  })
})

describe('templates of tokens for other services', () => {
  const claims = { aud: 'graph' }

  test('are added, read, changed and removed one by one', async () => {
    const made = (await call<{ id: string }>('POST', '/jwt_templates', { name: 'graph', claims })).response
    expect(made).toMatchObject({ object: 'jwt_template', id: 'jtmp_graph', name: 'graph', claims, lifetime: 60 })
    await call('POST', '/jwt_templates', { name: 'mail', claims: {}, lifetime: 120 })
    expect((await call<Page<unknown>>('GET', '/jwt_templates')).response).toMatchObject({ total_count: 2 })
    expect((await call('PATCH', `/jwt_templates/${made.id}`, { lifetime: 90 })).body).toMatchObject({
      claims,
      lifetime: 90,
    })
    const renamed = await call('PATCH', `/jwt_templates/${made.id}`, { name: 'graphs', claims: {} })
    expect(renamed.body).toMatchObject({ id: 'jtmp_graphs', claims: {}, lifetime: 90 })
    expect((await call('GET', `/jwt_templates/${made.id}`)).code).toBe('resource_not_found')
    expect((await call('GET', '/jwt_templates/jtmp_graphs')).body).toMatchObject({ name: 'graphs' })
    expect((await call('DELETE', '/jwt_templates/jtmp_graphs')).body).toMatchObject({ deleted: true })
    expect((await call('DELETE', '/jwt_templates/jtmp_graphs')).code).toBe('resource_not_found')
    const { jwt_templates } = (await call<Settings>('GET', '/instance/settings')).response
    expect(jwt_templates.map(({ name }) => name)).toEqual(['mail'])
  })

  test('added at the same moment are all there', async () => {
    const names = ['one', 'two', 'three', 'four']
    await Promise.all(names.map((name) => call('POST', '/jwt_templates', { name, claims })))
    const { jwt_templates } = (await call<Settings>('GET', '/instance/settings')).response
    expect(jwt_templates.map(({ name }) => name)).toEqual(expect.arrayContaining(names))
  })

  test.each([
    ['a claim that is the server’s', { name: 'bad', claims: { sub: 'user_other' } }],
    ['a long life', { name: 'bad', claims: {}, lifetime: 86_400 }],
    ['a name that is there', { name: 'mail', claims: {} }],
  ])('are refused with %s', async (_, template) => {
    expect((await call('POST', '/jwt_templates', template)).code).toBe('settings_invalid')
  })
})

test('lists of what there is none of are empty pages', async () => {
  const empty = backendRoutes.filter((route) => route.summary.startsWith('Always empty'))
  expect(empty.length).toBeGreaterThan(10)
  for (const { path } of empty)
    expect((await call('GET', path.replace(':id', 'user_1'))).body).toEqual({ data: [], total_count: 0 })
})

test('no row of the Backend API answers without the secret key, and each answers in plain JSON, tables apart', async () => {
  for (const { method, path } of backendRoutes) {
    const url = `http://${instance.instance.host}/v1${path.replace(/:\w+/g, 'x')}`
    const bare = await app.app.request(url, { method })
    expect([path, bare.status === 401 || bare.status === 404]).toEqual([path, true])
    const headers = { authorization: `Bearer ${instance.secretKey}`, 'content-type': 'application/json' }
    if (method === 'DELETE' && path === '/testing/messages') continue
    const answer = await app.app.request(url, { method, headers, ...(method === 'GET' ? {} : { body: '{}' }) })
    const type = path.endsWith('.csv') ? 'text/csv; charset=utf-8' : 'application/json'
    expect([path, answer.headers.get('content-type')]).toEqual([path, type])
    expect([path, answer.status < 500]).toEqual([path, true])
  }
})
