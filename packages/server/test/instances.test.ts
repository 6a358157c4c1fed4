import { AppError } from '@countersign/contract'
import { defaultSettings, type SettingsPatch } from '@countersign/contract/settings'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeAdministratorLink, needsAdministrator } from '../src/administrators/link.ts'
import { transact } from '../src/db/transact.ts'
import { makeFirstInstances } from '../src/instances/bootstrap.ts'
import type { CreatedInstance } from '../src/instances/create.ts'
import { publicUrl } from '../src/instances/hosts.ts'
import { findBySlug, findOnly, listInstances } from '../src/instances/instances.store.ts'
import { newSecretKey } from '../src/instances/keys.ts'
import { resolveInstance } from '../src/instances/resolve.ts'
import { insertSecretKey, listSecretKeys, revokeKey } from '../src/instances/secret-keys.store.ts'
import { patchSettings } from '../src/instances/settings.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { signUp } from './support/browser.ts'

let app: TestApp
let acme: CreatedInstance
let live: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  acme = await app.create({ name: 'Acme', slug: 'acme' })
  live = await app.create({ name: 'Acme', environment: 'production', host: 'clerk.acme.example' })
})
afterAll(() => app.close())

const scopeOf = ({ instance }: CreatedInstance) => ({ context: app.context, instance, now: app.clock.now() })
const patch = (created: CreatedInstance, change: unknown) => patchSettings(scopeOf(created), change)
const settingsOf = async (slug: string) => (await findBySlug(app.context.db, slug))?.settings

async function refused(work: Promise<unknown>): Promise<Record<string, unknown>> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  return error instanceof AppError
    ? { code: error.code, status: error.status, field: error.meta['param_name'] }
    : { error }
}

test('an application has a development and a production instance, each with its own keys and hosts (S12)', () => {
  expect(live.instance.application).toEqual(acme.instance.application)
  expect(acme.instance).toMatchObject({ slug: 'acme', host: 'acme.localhost:4100', environment: 'development' })
  expect(live.instance).toMatchObject({
    slug: 'acme-production',
    host: 'clerk.acme.example',
    environment: 'production',
  })
  expect(acme.secretKey).toMatch(/^sk_test_[\w-]{43}$/)
  expect(live.secretKey).toMatch(/^sk_live_[\w-]{43}$/)
})

test('a publishable key is what the SDKs can read: prefix, host and one $, exactly two underscores', () => {
  for (const { instance } of [acme, live]) {
    const [, kind, encoded = ''] = instance.publishableKey.split('_')
    expect(instance.publishableKey.split('_')).toHaveLength(3)
    expect(kind).toBe(instance.environment === 'production' ? 'live' : 'test')
    expect(Buffer.from(encoded, 'base64').toString()).toBe(`${instance.host}$`)
  }
})

test('a third instance of a name gets an application and a short name of its own', async () => {
  const third = await app.create({ name: 'Acme' })
  expect(third.instance.slug).toBe('acme-development')
  expect(third.instance.application.id).not.toBe(acme.instance.application.id)
})

test.each([
  [{ name: 'Acme', slug: 'acme' }, 'slug'],
  [{ name: 'Other', slug: 'Not A Slug' }, 'slug'],
  [{ name: 'Other', host: 'clerk.acme.example' }, 'host'],
  [{ name: 'Other', host: 'localhost:4100' }, 'host'],
  [{ name: 'Other', host: 'evil.example/path' }, 'host'],
  [{ name: '  ' }, 'name'],
  [{ name: 'a\r\nBcc: b' }, 'name'],
])('an instance like %j is refused, and nothing of it is left', async (wish, field) => {
  const before = (await listInstances(app.context.db)).length
  expect(await refused(app.create(wish))).toMatchObject({ code: 'settings_invalid', field })
  expect((await listInstances(app.context.db)).length).toBe(before)
})

test.each([
  ['its host', 'http://acme.localhost:4100', null, 'acme', 'host', 'http://acme.localhost:4100'],
  ['its host in capitals', 'http://ACME.localhost:4100', null, 'acme', 'host', 'http://acme.localhost:4100'],
  ['a registered host', 'http://clerk.acme.example', null, 'acme-production', 'host', 'http://clerk.acme.example:4100'],
  [
    'a registered host and our port',
    'http://clerk.acme.example:4100',
    null,
    'acme-production',
    'host',
    'http://clerk.acme.example:4100',
  ],
  ['its path', 'http://localhost:4100', 'acme', 'acme', 'prefix', 'http://localhost:4100/i/acme'],
  [
    'its path on its own host',
    'http://acme.localhost:4100',
    'acme',
    'acme',
    'prefix',
    'http://acme.localhost:4100/i/acme',
  ],
  ['nothing, among several', 'http://localhost:4100', null, null, null, null],
  ['another instance’s host', 'http://clerk.acme.example', 'acme', null, null, null],
  ['a host nobody has', 'http://evil.example', null, null, null, null],
  ['a registered host and a strange port', 'http://clerk.acme.example:9999', null, null, null, null],
  ['a path nobody has', 'http://localhost:4100', 'nobody', null, null, null],
])('a request that names %s finds its instance', async (_, base, slug, expected, addressedBy, url) => {
  const address = { secretKey: null, host: new URL(base).host, forwardedHost: undefined, scheme: 'http' as const, slug }
  if (expected === null)
    return expect(await refused(resolveInstance(app.context, address))).toMatchObject({ code: 'instance_not_found' })
  const found = await resolveInstance(app.context, address)
  expect({ slug: found.instance.slug, addressedBy: found.addressedBy, url: found.url }).toEqual({
    slug: expected,
    addressedBy,
    url,
  })
})

test('a secret key names its instance whatever the host says', async () => {
  const address = {
    secretKey: live.secretKey,
    host: 'acme.localhost:4100',
    forwardedHost: undefined,
    scheme: 'http' as const,
    slug: null,
  }
  expect((await resolveInstance(app.context, address)).instance.id).toBe(live.instance.id)
  expect(await refused(resolveInstance(app.context, { ...address, slug: 'acme' }))).toMatchObject({
    code: 'instance_not_found',
  })
})

test('a server with one customer instance answers for it under any name', async () => {
  const single = await startTestApp()
  expect(await findOnly(single.context.db)).toBeNull()
  await makeFirstInstances(single.context)
  expect((await findOnly(single.context.db))?.slug).toBe('acme')
  expect((await single.app.request('http://192.168.1.7:4100/v1/environment')).status).toBe(200)
  await single.close()
})

test('the server’s own host may be an instance’s host too, and still serves the others by their path', async () => {
  const one = await startTestApp({}, { url: 'https://auth.example.com' })
  await one.create({ name: 'Main', environment: 'production', host: 'auth.example.com' })
  await one.create({ name: 'Side' })
  const address = { secretKey: null, host: 'auth.example.com', forwardedHost: undefined, scheme: 'https' as const }
  const direct = await resolveInstance(one.context, { ...address, slug: null })
  expect([direct.instance.slug, direct.addressedBy, direct.url]).toEqual(['main', 'host', 'https://auth.example.com'])
  const aside = await resolveInstance(one.context, { ...address, slug: 'side' })
  expect([aside.instance.slug, aside.addressedBy, aside.url]).toEqual([
    'side',
    'prefix',
    'https://auth.example.com/i/side',
  ])
  await one.close()
})

test('an instance is reached by its host once the server has a public name, by its path before', () => {
  expect(publicUrl({ url: 'http://localhost:4100' }, live.instance)).toBe('http://localhost:4100/i/acme-production')
  expect(publicUrl({ url: 'https://auth.example' }, live.instance)).toBe('https://clerk.acme.example')
  expect(publicUrl({ url: 'https://auth.example' }, acme.instance)).toBe('https://auth.example/i/acme')
})

test('a browser of one instance is nobody in another', async () => {
  const ada = await signUp(app, acme, 'ada@example.com')
  expect((await ada.get('/me')).status).toBe(200)
  const cookie = [...ada.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const elsewhere = await app.app.request('http://clerk.acme.example/v1/me', { headers: { cookie } })
  expect(elsewhere.status).toBe(401)
})

test('a new instance asks nobody for a second factor and has the documented defaults (S6, S9)', async () => {
  expect(await settingsOf('acme-production')).toEqual(defaultSettings)
})

test('a change of settings counts for the very next request, without a restart (S18, R59)', async () => {
  const read = async () =>
    (await (await app.app.request('http://acme.localhost:4100/v1/environment')).json()) as {
      countersign: { second_factors: string[] }
    }
  expect((await read()).countersign.second_factors).toEqual([])
  await patch(acme, { multi_factor: { totp: true, backup_code: true } })
  expect((await read()).countersign.second_factors).toEqual(['totp', 'backup_code'])
})

test('settings are merged deeply and audited with what changed', async () => {
  app.clock.advance(1)
  await patch(acme, { codes: { attempts: 4 }, lockout: { minutes: 20 } })
  expect(await settingsOf('acme')).toMatchObject({
    codes: { ...defaultSettings.codes, attempts: 4 },
    lockout: { attempts: 10, minutes: 20 },
  })
  const rows = await app.context.db
    .selectFrom('audit')
    .selectAll()
    .where('event', '=', 'settings.changed')
    .where('instance_id', '=', acme.instance.id)
    .orderBy('id', 'desc')
    .execute()
  expect(JSON.parse(rows[0]?.details ?? '')).toEqual({
    changes: { 'codes.attempts': { from: 5, to: 4 }, 'lockout.minutes': { from: 15, to: 20 } },
  })
})

test('a change that changes nothing is no event', async () => {
  const count = async () => (await app.context.db.selectFrom('audit').select('id').execute()).length
  const before = await count()
  await patch(acme, { codes: { attempts: 4 } })
  await patch(acme, {})
  expect(await count()).toBe(before)
})

test.each<[SettingsPatch | Record<string, unknown>, string]>([
  [{ codes: { attempts: 2 } }, 'codes.attempts'],
  [{ codes: { attempts: 11 } }, 'codes.attempts'],
  [{ codes: { email_minutes: 11 } }, 'codes.email_minutes'],
  [{ codes: { attempts: '5' } }, 'codes.attempts'],
  [{ codes: { attempts: 4.5 } }, 'codes.attempts'],
  [{ codes: 5 }, 'codes'],
  [{ codes: null }, 'codes'],
  [{ lockout: { attempts: 21 } }, 'lockout.attempts'],
  [{ sessions: { token_seconds: 301 } }, 'sessions.token_seconds'],
  [{ password: { min_length: 7 } }, 'password.min_length'],
  [{ nonsense: true }, 'nonsense'],
  [{ multi_factor: { sms: true } }, 'multi_factor.sms'],
  [{ multi_factor: { totp: 'true' } }, 'multi_factor.totp'],
  [{ identifiers: { username: 'maybe' } }, 'identifiers.username'],
  [{ allowed_origins: 'https://app.example' }, 'allowed_origins'],
  [{ allowed_origins: ['*'] }, 'allowed_origins'],
  [{ allowed_origins: ['https://*.example.com'] }, 'allowed_origins'],
  [{ allowed_origins: ['https://app.example.com/path'] }, 'allowed_origins'],
  [{ allowed_origins: ['https://user@app.example.com'] }, 'allowed_origins'],
  [{ allowed_origins: ['javascript:alert(1)'] }, 'allowed_origins'],
  [{ allowed_origins: ['null'] }, 'allowed_origins'],
  [{ allowed_origins: ['http://app.example.com'] }, 'allowed_origins'],
  [{ first_factors: { password: false, email_code: false } }, 'first_factors'],
  [{ identifiers: { email_address: 'off' } }, 'identifiers'],
])(
  'settings %j are refused by the name of the field, and nothing of the same change is applied',
  async (change, field) => {
    const before = await settingsOf('acme-production')
    expect(await refused(patch(live, { enumeration_protection: false, ...change }))).toEqual({
      code: 'settings_invalid',
      status: 422,
      field,
    })
    expect(await settingsOf('acme-production')).toEqual(before)
  },
)

test('backup codes are only enabled beside another second factor, in either order of switching (S20)', async () => {
  const instance = await app.create({ name: 'Backup' })
  expect(await refused(patch(instance, { multi_factor: { backup_code: true } }))).toMatchObject({
    field: 'multi_factor.backup_code',
  })
  await patch(instance, { multi_factor: { totp: true, backup_code: true } })
  expect(await refused(patch(instance, { multi_factor: { totp: false } }))).toMatchObject({
    field: 'multi_factor.backup_code',
  })
  await patch(instance, { multi_factor: { totp: false, backup_code: false } })
})

test('a second factor is only required where users can have one', async () => {
  const instance = await app.create({ name: 'Required' })
  expect(await refused(patch(instance, { multi_factor: { required: true } }))).toMatchObject({
    field: 'multi_factor.required',
  })
  await patch(instance, { multi_factor: { required: true, totp: true } })
})

test('origins are stored in the one form that browsers send', async () => {
  const instance = await app.create({ name: 'Origins', environment: 'production' })
  await patch(instance, {
    allowed_origins: [
      'https://App.Example.com/',
      'https://app.example.com:443',
      'https://b.example:8443',
      'http://localhost:3000',
    ],
  })
  expect((await settingsOf('origins'))?.allowed_origins).toEqual([
    'https://app.example.com',
    'https://b.example:8443',
    'http://localhost:3000',
  ])
})

test('two operators who change different settings at the same time both succeed', async () => {
  const instance = await app.create({ name: 'Race' })
  const changes = [
    { lockout: { attempts: 5 } },
    { codes: { attempts: 7 } },
    { sessions: { max_days: 3 } },
    { reverification: { minutes: 5 } },
  ]
  await Promise.all(changes.map((change) => patch(instance, change)))
  expect(await settingsOf('race')).toMatchObject(Object.assign({}, ...changes))
})

test('settings stored before a setting or a kind of factor existed read as its default (S16)', async () => {
  const { instance } = await app.create({ name: 'Old' })
  const { codes: _, ...older } = defaultSettings
  const { passkey: __, ...factors } = older.multi_factor
  const settings = JSON.stringify({ ...older, multi_factor: factors })
  await app.context.db.updateTable('instances').set({ settings }).where('id', '=', instance.id).execute()
  expect(await settingsOf('old')).toEqual(defaultSettings)
})

test('a secret key is kept as a hash, shows its last use, and ends when it is told to (R116, R131)', async () => {
  const { db } = app.context
  const { instance, secretKey } = await app.create({ name: 'Keys' })
  const works = async (key: string) =>
    (await app.app.request('http://localhost:4100/v1/environment', { headers: { 'clerk-secret-key': key } })).status ===
    200
  const dump = JSON.stringify(await db.selectFrom('secret_keys').selectAll().execute())
  expect(dump).not.toContain(secretKey.slice('sk_test_'.length))

  expect(await works(secretKey)).toBe(true)
  const [first] = await listSecretKeys(db, instance.id, app.clock.now())
  expect(first).toMatchObject({ last_used_at: app.clock.now(), hint: secretKey.slice(-4) })
  expect(first).not.toHaveProperty('key_hash')

  const second = newSecretKey(app.context, instance, { name: 'worker', by: null })
  await transact(db, (trx) => insertSecretKey(trx, second.row))
  const end = (instanceId: string, at: number) =>
    transact(db, (trx) => revokeKey(trx, { id: first?.id ?? '', instanceId, now: app.clock.now(), at }))
  expect(await end(acme.instance.id, app.clock.now())).toBe(false)
  expect(await end(instance.id, app.clock.now() + 60_000)).toBe(true)
  expect([await works(secretKey), await works(second.secret)]).toEqual([true, true])
  app.clock.advance(60_000)
  expect([await works(secretKey), await works(second.secret)]).toEqual([false, true])
  expect(await end(instance.id, app.clock.now())).toBe(false)
})

test('the first start makes Acme and the dashboard once, however many servers start together', async () => {
  const fresh = await startTestApp()
  const starts = await Promise.all(Array.from({ length: 4 }, () => makeFirstInstances(fresh.context)))
  expect(starts.filter((start) => start.acme)).toHaveLength(1)
  const all = await listInstances(fresh.context.db)
  expect(all.map((instance) => [instance.slug, instance.environment, instance.application.kind]).sort()).toEqual([
    ['acme', 'development', 'customer'],
    ['dashboard', 'production', 'dashboard'],
  ])
  expect(await makeFirstInstances(fresh.context)).not.toHaveProperty('acme')
  await fresh.close()
})

test('operators always need a second factor: the dashboard’s own settings cannot switch it off (R130)', async () => {
  const fresh = await startTestApp()
  const { dashboard } = await makeFirstInstances(fresh.context)
  expect(dashboard.settings.multi_factor).toMatchObject({ totp: true, backup_code: true, required: true })
  const scope = { context: fresh.context, instance: dashboard, now: fresh.clock.now() }
  for (const change of [{ required: false }, { totp: false, backup_code: false, required: false }, { totp: false }]) {
    expect(await refused(patchSettings(scope, { multi_factor: change }))).toMatchObject({ code: 'settings_invalid' })
  }
  await fresh.close()
})

test('servers that start together on a new database make one operator, and each of them tells a link', async () => {
  const fresh = await startTestApp()
  const { dashboard } = await makeFirstInstances(fresh.context)
  const links = await Promise.all([1, 2, 3].map(() => makeAdministratorLink(fresh.context, dashboard)))
  expect(new Set(links.map(({ url }) => url)).size).toBe(3)
  expect(await fresh.context.db.selectFrom('users').select('username').execute()).toEqual([{ username: 'operator' }])
  await fresh.close()
})

test('there is no default account: a one-time link lets the first operator in, once, within an hour (R50)', async () => {
  const fresh = await startTestApp()
  const { dashboard } = await makeFirstInstances(fresh.context)
  expect(await fresh.context.db.selectFrom('users').select('id').execute()).toEqual([])
  expect(await needsAdministrator(fresh.context)).toBe(true)
  const older = await makeAdministratorLink(fresh.context, dashboard)
  const link = await makeAdministratorLink(fresh.context, dashboard)
  expect(link.url).toMatch(/^http:\/\/localhost:4100\/dashboard#ticket=[\w-]{43}$/)

  const ticketOf = (url: string) => url.split('ticket=')[1] ?? ''
  const enter = async (url: string) => {
    const answer = await fresh.app.request('http://localhost:4100/i/dashboard/v1/client/sign_ins', {
      method: 'POST',
      body: new URLSearchParams({ strategy: 'ticket', ticket: ticketOf(url) }),
      headers: { origin: 'http://localhost:4100' },
    })
    return ((await answer.json()) as { response?: { status: string } }).response?.status ?? answer.status
  }
  const dump = JSON.stringify(await fresh.context.db.selectFrom('tickets').selectAll().execute())
  expect(dump).not.toContain(ticketOf(link.url))
  expect(await enter(older.url)).not.toBe('complete')
  const both = await Promise.all([enter(link.url), enter(link.url)])
  expect(both.filter((status) => status === 'complete')).toHaveLength(1)
  expect(await enter(link.url)).not.toBe('complete')

  const late = await makeAdministratorLink(fresh.context, dashboard)
  fresh.clock.advance(60 * 60_000)
  expect(await enter(late.url)).not.toBe('complete')
  await fresh.close()
})
