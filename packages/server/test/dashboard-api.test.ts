import type { AuditLogsView, Settings } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { tendChains } from '../src/audit/worker.ts'
import { dashboardRoutes } from '../src/dashboard-api/routes.ts'
import { makeFirstInstances } from '../src/instances/bootstrap.ts'
import type { CreatedInstance } from '../src/instances/create.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { Browser, backend, enrol, signUp } from './support/browser.ts'
import { Operator, signInByLink } from './support/operator.ts'

let app: TestApp
let dashboard: CreatedInstance
let acme: CreatedInstance
let operator: Operator

beforeAll(async () => {
  app = await startTestApp()
  const made = await makeFirstInstances(app.context)
  dashboard = { instance: made.dashboard, secretKey: '' }
  if (!made.acme) throw new Error('no Acme')
  acme = made.acme
  app.clock.advance(1000)
  await app.create({ name: 'Beta' })
  app.clock.advance(1000)
  await app.create({ name: 'Beta', environment: 'production', host: 'clerk.beta.example' })
  operator = await signInByLink(app, dashboard)
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(1000))

const path = (rest = '') => `/instances/${acme.instance.id}${rest}`
const lastAudit = (event: string) =>
  app.context.db
    .selectFrom('audit')
    .selectAll()
    .where('event', '=', event)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .executeTakeFirstOrThrow()

test('nobody gets in without a session, nor an operator without a second factor (R130)', async () => {
  const stranger = new Operator(app, dashboard)
  const user = new Operator(app, acme)
  for (const [name, value] of (await signUp(app, acme, 'user@example.com')).cookies) user.cookies.set(name, value)
  const asked: [string, string, unknown?][] = [
    ['GET', '/applications'],
    ['GET', path()],
    ['GET', path('/keys')],
    ['GET', path('/users/count')],
    ['POST', path('/settings/preview'), { patch: {} }],
    ['PATCH', path('/settings'), {}],
    ['POST', path('/keys'), { name: 'x' }],
    ['POST', path('/keys/key_x/roll'), {}],
  ]
  for (const [method, route, body] of asked) {
    expect({ route, status: (await stranger.ask(method, route, body)).status }).toEqual({ route, status: 401 })
    expect({ route, status: (await user.ask(method, route, body)).status }).toEqual({ route, status: 401 })
    expect({ route, code: (await operator.ask(method, route, body)).code }).toEqual({ route, code: 'session_pending' })
  }
  await enrol(operator)
  expect((await operator.ask('GET', '/applications')).status).toBe(200)
})

test('every row that changes something declares that it needs a fresh proof of the operator; previews and simulations change nothing (R130)', () => {
  const careless = dashboardRoutes.filter(({ method, who }) => (method === 'GET') === (who === 'operator-fresh'))
  expect(careless.map(({ method, path }) => `${method} ${path}`)).toEqual([
    'POST /instances/:id/settings/preview',
    'POST /instances/:id/policy/simulate',
  ])
})

describe('an operator with a second factor', () => {
  test('reads the audit log of one instance page by page, and whether its chain is whole (R145)', async () => {
    const logs = path('/audit-logs')
    const first = await operator.ask<AuditLogsView>('GET', `${logs}?limit=2`)
    expect(first.response.data).toHaveLength(2)
    const second = await operator.ask<AuditLogsView>('GET', `${logs}?limit=500&before=${first.response.next}`)
    const all = [...first.response.data, ...second.response.data]
    expect(new Set(all.map((entry) => entry.id)).size).toBe(all.length)
    expect(all.map((entry) => entry.created_at)).toEqual(all.map((entry) => entry.created_at).sort((a, b) => b - a))
    const event = all[0]?.event
    const same = all.filter((entry) => entry.event === event)
    const since = same.at(-1)?.created_at
    const found = await operator.ask<AuditLogsView>('GET', `${logs}?event=${event}&since=${since}`)
    expect(same.length).toBeGreaterThan(0)
    expect(found.response.data).toEqual(same)
    const before = await operator.ask<AuditLogsView>('GET', `${logs}?event=${event}&until=${since}`)
    expect(before.response.data).toEqual([])
    await tendChains(app.context)
    const chain = () => operator.ask<{ entries: number; broken: { why: string } | null }>('GET', `${logs}/chain`)
    expect((await chain()).response).toMatchObject({ entries: all.length, broken: null, signed: { seq: all.length } })
    const { db } = app.context
    const { id, ip } = all[0] ?? { id: '', ip: null }
    await db.updateTable('audit').set({ ip: '192.0.2.9' }).where('id', '=', id).execute()
    expect((await chain()).response.broken?.why).toBe('it was changed after it was written')
    await db.updateTable('audit').set({ ip }).where('id', '=', id).execute()
    expect((await operator.ask('GET', '/instances/ins_unknown/audit-logs')).status).toBe(404)
  })

  test('sees the applications with their instances, and the dashboard itself is none of them (S12)', async () => {
    const { response } = await operator.ask<{ name: string; instances: { slug: string; environment: string }[] }[]>(
      'GET',
      '/applications',
    )
    const seen = response.map(({ name, instances }) => [name, instances.map((one) => [one.slug, one.environment])])
    expect(seen).toEqual([
      ['Acme', [['acme', 'development']]],
      [
        'Beta',
        [
          ['beta', 'development'],
          ['beta-production', 'production'],
        ],
      ],
    ])
  })

  test('is told which kinds of messages have no provider, also when one is added', async () => {
    const mail = { name: 'mail', send: async () => ({ providerId: null }), close: async () => {} }
    const { senders } = app.context
    const told = async () => (await operator.ask<{ providers: object }>('GET', path())).response.providers
    app.context.senders = { sms: [], email: [] }
    expect(await told()).toEqual({ email: false, sms: false })
    app.context.senders = { sms: [], email: [mail] }
    expect(await told()).toEqual({ email: true, sms: false })
    app.context.senders = senders
  })

  test('cannot reach the dashboard’s own instance or one that is not there', async () => {
    for (const id of [dashboard.instance.id, 'ins_nothing'])
      for (const [method, rest, body] of [
        ['GET', '', undefined],
        ['GET', '/keys', undefined],
        ['PATCH', '/settings', { multi_factor: { totp: false } }],
        ['POST', '/settings/preview', { patch: {} }],
        ['POST', '/keys', { name: 'x' }],
      ] as const)
        expect((await operator.ask(method, `/instances/${id}${rest}`, body)).code).toBe('resource_not_found')
  })

  test('changes settings of one instance and of no other; the audit says who and what (S12, S18, R130)', async () => {
    const before = (await operator.ask<{ settings: Settings }>('GET', path())).response
    expect(before).toMatchObject({ slug: 'acme', publishable_key: acme.instance.publishableKey })
    expect(before.settings.multi_factor.totp).toBe(false)
    const patch = { multi_factor: { totp: true, backup_code: true } }
    expect((await operator.ask<Settings>('PATCH', path('/settings'), patch)).response.multi_factor.totp).toBe(true)
    expect((await operator.ask<{ settings: Settings }>('GET', path())).response.settings.multi_factor.totp).toBe(true)
    const environment = await new Browser(app, acme).get<{ user_settings: { attributes: Record<string, unknown> } }>(
      '/environment',
    )
    expect(environment.response.user_settings.attributes['authenticator_app']).toMatchObject({ enabled: true })
    const rows = await app.context.db.selectFrom('instances').select(['slug', 'settings']).execute()
    expect(rows.filter((row) => JSON.parse(row.settings).multi_factor.totp).map((row) => row.slug)).toEqual(
      expect.not.arrayContaining(['beta', 'beta-production']),
    )
    const audit = await lastAudit('settings.changed')
    expect(audit.instance_id).toBe(acme.instance.id)
    expect(audit.actor_id).toMatch(/^user_/)
    expect(JSON.parse(audit.details).changes).toMatchObject({ 'multi_factor.totp': { from: false, to: true } })
  })

  test('sees how far a change of keys is, and no key (R115)', async () => {
    const { status, body } = await operator.ask('GET', path('/keys/status'))
    expect([status, body]).toMatchObject([
      200,
      {
        master: [{ kind: 'master', percent: 100, current: true, present: true }],
        peppers: [{ id: 'pepper', state: 'current', percent: 100 }],
        signing: [{ instance: 'acme', state: 'current' }],
      },
    ])
    expect(JSON.stringify(body)).not.toMatch(/v1\.|PRIVATE|sealed"\s*:\s*"/)
  })

  test('cannot switch on backup codes alone (S20)', async () => {
    const patch = { multi_factor: { totp: false, backup_code: true } }
    const refused = await operator.ask('PATCH', path('/settings'), patch)
    expect(refused).toMatchObject({ status: 422, code: 'settings_invalid' })
    expect((await operator.ask('POST', path('/settings/preview'), { patch })).code).toBe('settings_invalid')
  })

  test('learns whom a change concerns before making it, and the preview changes nothing (S11)', async () => {
    await enrol(await signUp(app, acme, 'enrolled@example.com'))
    await signUp(app, acme, 'bare@example.com')
    const preview = async (patch: unknown) => (await operator.ask('POST', path('/settings/preview'), { patch })).body
    const before = await operator.ask('GET', path())
    expect(await preview({ multi_factor: { totp: false, backup_code: false } })).toMatchObject({
      affected: { totp: 1, phone_code: 0, backup_code: 1, passkey: 0 },
      must_enrol: 0,
    })
    expect(await preview({ multi_factor: { required: true } })).toMatchObject({
      affected: { totp: 0, phone_code: 0, backup_code: 0, passkey: 0 },
      must_enrol: 2,
    })
    expect(await preview({ lockout: { minutes: 20 } })).toMatchObject({
      affected: { totp: 0, phone_code: 0, backup_code: 0, passkey: 0 },
      must_enrol: 0,
    })
    expect((await operator.ask('GET', path())).body).toEqual(before.body)
    const counted = await operator.ask('GET', path('/users/count'))
    expect(counted.body).toEqual({ users: 3, totp: 1, phone_code: 0, backup_code: 1, passkey: 0 })
  })

  test('makes and rolls keys: shown once, the old one dead at once, each with the operator’s name in the audit (R130)', async () => {
    interface Key {
      id: string
      name: string
      hint: string
      secret_key: string
    }
    const made = (await operator.ask<Key>('POST', path('/keys'), { name: ' deploy ' })).response
    expect(made).toMatchObject({ name: 'deploy', hint: made.secret_key.slice(-4) })
    const works = async (key: string) => (await backend(app, acme, key)('GET', '/users/count')).status
    expect(await works(made.secret_key)).toBe(200)
    const rolled = (await operator.ask<Key>('POST', path(`/keys/${made.id}/roll`))).response
    expect(rolled.name).toBe('deploy')
    expect([await works(made.secret_key), await works(rolled.secret_key)]).toEqual([401, 200])
    expect((await operator.ask('POST', path(`/keys/${made.id}/roll`))).code).toBe('resource_not_found')
    const listed = await operator.ask<Key[]>('GET', path('/keys'))
    expect(listed.response.map((key) => key.id)).toContain(rolled.id)
    expect(listed.response.map((key) => key.id)).not.toContain(made.id)
    expect(JSON.stringify(listed.body)).not.toContain(rolled.secret_key)
    for (const event of ['secret_key.created', 'secret_key.rolled']) {
      const audit = await lastAudit(event)
      expect(audit).toMatchObject({ instance_id: acme.instance.id, actor_id: expect.stringMatching(/^user_/) })
      expect(audit.details).not.toContain(rolled.secret_key)
    }
    for (const name of ['', '   ', 'a\r\nb', 'x'.repeat(65)])
      expect((await operator.ask('POST', path('/keys'), { name })).status).toBe(422)
  })

  test('cannot roll a key of one instance through another', async () => {
    const [beta] = (
      await operator.ask<{ name: string; instances: { id: string }[] }[]>('GET', '/applications')
    ).response.filter((application) => application.name === 'Beta')
    const [key] = (await operator.ask<{ id: string }[]>('GET', path('/keys'))).response
    const foreign = await operator.ask('POST', `/instances/${beta?.instances[0]?.id}/keys/${key?.id}/roll`)
    expect(foreign.code).toBe('resource_not_found')
  })

  test('may only look once the proof is old: changes ask to prove again (R130)', async () => {
    app.clock.advance(11 * 60_000)
    const writes: [string, string, unknown?][] = [
      ['PATCH', path('/settings'), { lockout: { minutes: 20 } }],
      ['POST', path('/keys'), { name: 'late' }],
      ['POST', path('/keys/key_x/roll')],
    ]
    for (const [method, route, body] of writes) {
      const refused = await operator.ask(method, route, body)
      expect({ route, code: refused.code }).toEqual({ route, code: 'session_reverification_required' })
      expect(refused.errors[0]?.meta['reverification']).toMatchObject({ level: 'second_factor' })
    }
    expect((await operator.ask('GET', path())).status).toBe(200)
  })

  test('is not obeyed through another site’s page', async () => {
    operator.headers = { origin: 'https://evil.example' }
    const refused = await operator.ask('PATCH', path('/settings'), { lockout: { minutes: 20 } })
    operator.headers = {}
    expect(refused.code).toBe('origin_invalid')
  })
})
