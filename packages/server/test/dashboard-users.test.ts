import type { BackendUserView } from '@countersign/contract'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { makeAdministratorLink } from '../src/administrators/link.ts'
import { makeFirstInstances } from '../src/instances/bootstrap.ts'
import type { CreatedInstance } from '../src/instances/create.ts'
import { membersAfter } from '../src/policy/population.store.ts'
import { startTestApp, type TestApp } from './support/app.ts'
import { Browser, backend, type Enrolled, enrol, mailed, me, signUp, startSignIn } from './support/browser.ts'
import { testEngine } from './support/database.ts'
import { type Operator, signInByLink } from './support/operator.ts'

interface Line {
  id: string
  identifier: string
  factors: string[]
  is_locked: boolean
  is_banned: boolean
}
interface Details {
  user: BackendUserView
  sessions: { id: string; status: string }[]
  browsers: { id: string; ip: string }[]
  undone_at: number | null
}
interface Entry {
  event: string
  by: { kind: string; name: string | null }
  details: Record<string, unknown>
}

let app: TestApp
let acme: CreatedInstance
let other: CreatedInstance
let operator: Operator
let anna: Browser
let annas: Enrolled
let id: string

const statements: string[] = []
beforeAll(async () => {
  app = await startTestApp({ onQuery: (text) => statements.push(text) })
  const made = await makeFirstInstances(app.context)
  if (!made.acme) throw new Error('no Acme')
  acme = made.acme
  other = await app.create({ name: 'Beta' })
  operator = await signInByLink(app, { instance: made.dashboard, secretKey: '' })
  await enrol(operator)
  const settings = { multi_factor: { totp: true, backup_code: true } }
  expect((await operator.ask('PATCH', `/instances/${acme.instance.id}/settings`, settings)).status).toBe(200)
  anna = await signUp(app, acme, 'anna@example.com')
  annas = await enrol(anna)
  id = (await me(anna)).response.id
  await make({ email_address: 'ben@example.com', first_name: 'Ben', last_name: 'Okri', username: 'benny' })
  await make({ email_address: 'cleo@example.com', phone_number: '+15555550101' })
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(1000))

const users = (rest = '', instance = acme) => `/instances/${instance.instance.id}/users${rest}`
const make = async (fields: object) => {
  app.clock.advance(1000)
  return (await operator.ask<{ id: string }>('POST', users(), fields)).response.id
}
const list = async (query = '') =>
  (await operator.ask<{ users: Line[]; next: string | null }>('GET', users(query))).response
const found = async (query: string) => (await list(query)).users.map(({ identifier }) => identifier.split('@')[0])
const read = async (of = id) => (await operator.ask<Details>('GET', users(`/${of}`))).response
const act = (verb: string, body: object = {}, of = id) => {
  app.clock.advance(1000)
  return operator.ask<Details>('POST', users(`/${of}/${verb}`), body)
}
const events = async (of = id) =>
  (await operator.ask<{ events: Entry[]; next: string | null }>('GET', users(`/${of}/events`))).response

test('an operator finds users by what they know of them, by lock, ban and factors, and each search is in the audit log (R133)', async () => {
  expect(await found('')).toEqual(['cleo', 'ben', 'anna'])
  expect((await list()).users.at(-1)).toMatchObject({ factors: ['totp', 'backup_code'], is_locked: false })
  const searches: [string, string[]][] = [
    ['anna@example.com', ['anna']],
    [' ANNA@Example.com ', ['anna']],
    ['example.com', ['cleo', 'ben', 'anna']],
    ['ben okri', ['ben']],
    ['BENNY', ['ben']],
    ['+1 555 555 0101', ['cleo']],
    ['5550101', ['cleo']],
    [id, ['anna']],
    ['100%', []],
    ['nobody@example.com', []],
  ]
  for (const [text, who] of searches)
    expect({ text, who: await found(`?text=${encodeURIComponent(text)}`) }).toEqual({ text, who })
  const [cleo, ben] = (await list()).users
  await act('lock', {}, cleo?.id)
  await act('ban', {}, ben?.id)
  expect(await found('?filter=locked')).toEqual(['cleo'])
  expect(await found('?filter=banned')).toEqual(['ben'])
  expect(await found('?filter=no_second_factor')).toEqual(['cleo', 'ben'])
  expect(await found('?filter=one_loss')).toEqual([])
  await act('remove_factor', { what: 'backup_code', reason: 'the sheet was lost' })
  expect(await found('?filter=one_loss')).toEqual(['anna'])
  expect(await found('?filter=banned&text=cleo')).toEqual([])
  const { details, actor_id } = await app.context.db
    .selectFrom('audit')
    .selectAll()
    .where('event', '=', 'users.listed')
    .where('details', 'like', '%true%')
    .limit(1)
    .executeTakeFirstOrThrow()
  expect(actor_id).toMatch(/^user_/)
  expect(JSON.parse(details)).toEqual({ users: 1, filter: null, is_search: true })
  expect((await operator.ask('GET', users('?filter=nonsense'))).status).toBe(422)
})

test('what an operator does to a user is in the audit log under their name, with the reason; the user is told', async () => {
  const before = await read()
  expect(before.user).toMatchObject({ totp_enabled: true, locked: false, banned: false })
  for (const hidden of [annas.secret, 'metadata']) expect(JSON.stringify(before)).not.toContain(hidden)
  expect([before.user.authenticator_apps.length, before.sessions.length, before.browsers.length]).toEqual([1, 1, 0])
  expect((await act('lock')).response.user.locked).toBe(true)
  expect((await act('unlock')).response.user.locked).toBe(false)
  expect((await act('remove_factor', { what: 'totp' })).status).toBe(422)
  expect((await act('remove_factor', { what: 'totp', reason: '  ' })).status).toBe(422)
  const [app] = before.user.authenticator_apps
  const reason = 'Phone lost, seen in person'
  expect((await act('remove_factor', { what: 'totp', factor_id: 'totp_0', reason })).code).toBe('resource_not_found')
  const gone = await act('remove_factor', { what: 'totp', factor_id: app?.id, reason })
  expect(gone.response.user).toMatchObject({
    ...{ totp_enabled: false, two_factor_enabled: false, mfa_enabled_at: null },
    authenticator_apps: [],
  })
  // What the change took and brought is an entry of the server's own.
  const all = (await events()).events.filter(({ event }) => event !== 'second_factors.changed')
  const name = expect.stringMatching(/^operator/)
  expect(all.slice(0, 3)).toMatchObject([
    {
      event: 'factor.removed',
      by: { kind: 'operator', name },
      details: { strategy: 'totp', id: app?.id, reason },
    },
    { event: 'user.unlocked', by: { kind: 'operator' }, details: {} },
    { event: 'user.locked', by: { kind: 'operator' } },
  ])
  expect(all.at(-1)?.by).toEqual({ kind: 'user', name: null })
  const mail = (await mailed(anna, 'anna@example.com')).at(-1)
  // To the user's own pages, and not to the dashboard where the operator stood.
  expect(mail?.link).toContain('/i/acme/')
})

test('sessions are ended one by one or all at once, and a ban closes the account until it is lifted', async () => {
  for (let browser = 0; browser < 2; browser++) await startSignIn(new Browser(app, acme), 'anna@example.com')
  const [first, ...more] = (await read()).sessions
  expect(more.length).toBeGreaterThan(0)
  const end = (session: string, of = id) => operator.ask<Details>('POST', users(`/${of}/sessions/${session}/end`))
  const [cleo] = (await list('?text=cleo')).users
  expect((await end(first?.id ?? '', cleo?.id)).code).toBe('resource_not_found')
  expect((await end(first?.id ?? '')).response.sessions).toHaveLength(more.length)
  expect((await act('end_sessions')).response.sessions).toEqual([])
  expect((await me(anna)).status).toBe(401)
  expect((await act('ban', { reason: 'fraud' })).response.user.banned).toBe(true)
  expect((await startSignIn(anna, 'anna@example.com')).code).toBe('user_banned')
  expect((await act('unban')).response.user.banned).toBe(false)
  expect((await startSignIn(anna, 'anna@example.com')).status).toBe(200)
  expect((await read()).browsers).toMatchObject([{ id: expect.stringMatching(/^client_/) }])
})

test('numbers and passkeys are taken one at a time, and only from the user who has them', async () => {
  const [cleo] = (await list('?text=cleo')).users
  const [phone] = (await read(cleo?.id)).user.phone_numbers
  const take = { what: 'phone_code', factor_id: phone?.id, reason: 'number changed hands' }
  expect((await act('remove_factor', take, cleo?.id)).code).toBe('resource_not_found')
  const settings = { multi_factor: { phone_code: true }, sms: { countries: ['*'] } }
  await operator.ask('PATCH', `/instances/${acme.instance.id}/settings`, settings)
  await backend(app, acme, await newKey())('PATCH', `/phone_numbers/${phone?.id}`, { reserved_for_second_factor: true })
  expect((await list('?text=cleo')).users[0]?.factors).toEqual(['phone_code'])
  expect((await act('remove_factor', take)).code).toBe('resource_not_found')
  const taken = await act('remove_factor', take, cleo?.id)
  expect(taken.response.user.phone_numbers).toMatchObject([{ reserved_for_second_factor: false }])
  const missing = { what: 'passkey', factor_id: 'idn_none', reason: 'lost' }
  expect((await act('remove_factor', missing, cleo?.id)).code).toBe('resource_not_found')
  expect((await act('remove_factor', { what: 'mfa', reason: 'starts anew' }, cleo?.id)).status).toBe(200)
})

test('after an undo an operator lifts the lock on changes or gives back what was taken off (R73)', async () => {
  expect((await act('take_back_undo', { reason: 'x' })).code).toBe('undo_missing')
  const { db } = app.context
  const until = app.clock.now() + 86_400_000
  await db.updateTable('users').set({ changes_locked_until: until }).where('id', '=', id).execute()
  expect((await read()).user.changes_locked_until).toBe(until)
  expect((await act('lift_changes_lock')).status).toBe(422)
  const lifted = await act('lift_changes_lock', { reason: 'Called back on the number we have' })
  expect(lifted.response.user.changes_locked_until).toBeNull()
})

test('nobody is made twice, and who is deleted is gone with the name of the operator and the reason in the log', async () => {
  const taken = await operator.ask('POST', users(), { email_address: 'Ben@example.com' })
  expect(taken.code).toBe('form_identifier_exists')
  expect((await operator.ask('POST', users(), { first_name: 'Nobody' })).code).toBe('form_param_missing')
  const dora = await make({ email_address: 'dora@example.com' })
  app.clock.advance(1000)
  const removed = await operator.ask('DELETE', users(`/${dora}`), { reason: 'asked for it' })
  expect(removed.response).toEqual({ id: dora, deleted: true })
  expect((await operator.ask('GET', users(`/${dora}`))).code).toBe('resource_not_found')
  expect((await events(dora)).events[0]).toMatchObject({ event: 'user.deleted', details: { reason: 'asked for it' } })
})

test('the audit log is searched by whatever names somebody as a whole, gone or not, and says by name who did what to whom (R145)', async () => {
  interface Logged extends Entry {
    user_id: string | null
    actor_id: string | null
    user_name: string | null
    device: object
  }
  const logs = async (query: string) =>
    (await operator.ask<{ data: Logged[] }>('GET', `/instances/${acme.instance.id}/audit-logs?${query}`)).response.data
  const about = async (user: string) =>
    new Set((await logs(new URLSearchParams({ user }).toString())).map((entry) => entry.user_name))
  for (const whole of ['Anna@example.com', id]) expect(await about(whole)).toEqual(new Set(['anna@example.com']))
  expect(await about('BENNY')).toEqual(new Set(['ben@example.com']))
  expect(await about('+1 555 555 0101')).toEqual(new Set(['cleo@example.com']))
  expect(await about('nobody')).toEqual(new Set())
  const name = expect.stringMatching(/^operator/)
  const [gone] = await logs('event=user.deleted')
  expect(gone).toMatchObject({ user_name: null, by: { kind: 'operator', name }, device: { browser_name: null } })
  expect(await about(String(gone?.user_id))).toEqual(new Set([null]))
  expect(await logs(`event=user.deleted&user=${gone?.actor_id}`)).toEqual([gone])
  const [first] = await logs('event=instance.created')
  expect(first).toMatchObject({ by: { kind: 'server', name: null }, user_id: null, user_name: null })
  const [own] = await logs(`event=sign_up.completed&user=${id}`)
  expect(own?.by).toEqual({ kind: 'user', name: null })
})

test('the history of a user goes back page by page, each entry once, even of one moment', async () => {
  const rows = Array.from({ length: 60 }, (_, index) => ({
    ...{
      id: `aud_${String(index).padStart(26, '0')}`,
      instance_id: other.instance.id,
      at: 1000,
      event: 'session.ended',
    },
    ...{ actor_id: 'machine', user_id: 'user_past', ip: null, user_agent: null, request_id: null, details: '{}' },
  }))
  await app.context.db.insertInto('audit').values(rows).execute()
  const seen: string[] = []
  for (let before: string | null = ''; before !== null; ) {
    const query: string = before ? `?before=${before}` : ''
    const page = await operator.ask<{ events: { id: string; by: object }[]; next: string | null }>(
      'GET',
      users(`/user_past/events${query}`, other),
    )
    expect(page.response.events[0]?.by).toEqual({ kind: 'machine', name: null })
    seen.push(...page.response.events.map((entry) => entry.id))
    before = page.response.next
  }
  expect(seen).toEqual(rows.map((row) => row.id).reverse())
})

test('through another instance, or the dashboard’s own, a user is as unknown as one that never was', async () => {
  expect((await operator.ask('GET', users(`/${id}`, other))).code).toBe('resource_not_found')
  for (const verb of ['ban', 'unlock', 'end_sessions', 'remove_factor'])
    expect((await operator.ask('POST', users(`/${id}/${verb}`, other), { what: 'mfa', reason: 'x' })).code).toBe(
      'resource_not_found',
    )
  expect((await operator.ask('DELETE', users(`/${id}`, other))).code).toBe('resource_not_found')
  expect((await operator.ask<{ events: [] }>('GET', users(`/${id}/events`, other))).response.events).toEqual([])
  expect((await operator.ask('GET', `/instances/${operator.instance.instance.id}/users`)).code).toBe(
    'resource_not_found',
  )
  expect((await read()).user.banned).toBe(false)
})

test('once the proof is old an operator may look and do nothing (R130)', async () => {
  app.clock.advance(11 * 60_000)
  const asked = [
    act('ban'),
    act('remove_factor', { what: 'mfa', reason: 'x' }),
    operator.ask('DELETE', users(`/${id}`)),
  ]
  for (const { code } of await Promise.all(asked)) expect(code).toBe('session_reverification_required')
  expect((await read()).user.banned).toBe(false)
})

test('among many users a page is read from an index, and the rarest is looked for in bounded steps (R133, R139)', async () => {
  const many = testEngine === 'sqlite' ? 100_000 : 25_000
  await fill(other.instance.id, many)
  const at = (query: string) =>
    operator.ask<{ users: Line[]; next: string | null }>('GET', users(query, other)).then(({ response }) => response)
  statements.length = 0
  for (const query of ['', '?text=zzz', '?filter=banned', '?filter=no_second_factor', `?text=person1%40example.com`]) {
    await at(query)
  }
  if (testEngine === 'sqlite') {
    const plans = await plansOf([...statements])
    expect(plans).toContainEqual(expect.stringMatching(/^SEARCH users USING COVERING INDEX/))
    // `recent` is one bounded step of users; hosts are few.
    const scanned = plans.filter((plan) => plan.startsWith('SCAN ')).map((plan) => plan.split(' ')[1])
    expect(new Set(scanned)).toEqual(new Set(['recent', 'instance_hosts', 'CONSTANT']))
  }
  if (testEngine === 'sqlite') {
    statements.length = 0
    await membersAfter(app.context.db, other.instance.id, 'user_many5', 500)
    const plans = await plansOf([...statements])
    expect(plans).toContain('SEARCH users USING INDEX users_members (instance_id=? AND id>?)')
    // Sorting all users for each page of 500 is what made a policy preview take 15 s at 100,000 users.
    expect(plans).not.toContain('USE TEMP B-TREE FOR ORDER BY')
  }
  const first = await at('')
  expect(first.users).toHaveLength(50)
  const second = await at(`?before=${first.next}`)
  expect(new Set([...first.users, ...second.users].map((user) => user.id)).size).toBe(100)
  let steps = 1
  let page = await at('?text=first1+last1')
  while (page.next && page.users.length === 0) {
    page = await at(`?text=first1+last1&before=${page.next}`)
    steps++
  }
  expect(page.users.length).toBeGreaterThan(0)
  expect(steps).toBeLessThanOrEqual(many / 20_000 + 1)
})

test('there are as many operators as were named, each made once and with a link of their own (R79)', async () => {
  const { dashboard } = await makeFirstInstances(app.context)
  await makeAdministratorLink(app.context, dashboard, { username: 'Bob', key: 'bob' })
  await makeAdministratorLink(app.context, dashboard, { username: 'bob', key: 'bob' })
  const { db } = app.context
  const all = db.selectFrom('users').select(['id', 'username']).where('instance_id', '=', dashboard.id)
  const rows = await all.orderBy('created_at').execute()
  expect(rows.map(({ username }) => username)).toEqual(['operator', 'Bob'])
  const tickets = db.selectFrom('tickets').select('user_id').where('used_at', 'is', null)
  expect(await tickets.execute()).toEqual([{ user_id: rows[1]?.id }])
})

/** How SQLite reads the tables of these statements, a line for each. */
async function plansOf(texts: string[]): Promise<string[]> {
  const read = texts.filter((text) => /^(select|with)/i.test(text))
  const plans = read.map((text) =>
    sql<{ detail: string }>`${sql.raw(`explain query plan ${text}`)}`.execute(app.context.db),
  )
  return (await Promise.all(plans)).flatMap(({ rows }) => rows.map(({ detail }) => detail))
}

/** A million users would take too long to make through the front door. */
async function fill(instanceId: string, many: number): Promise<void> {
  const { db } = app.context
  for (let from = 0; from < many; from += 25_000) {
    const [first, last] = [sql.lit(from + 1), sql.lit(from + 25_000)]
    const numbers =
      testEngine === 'sqlite'
        ? sql`(with recursive s(i) as (select ${first} union all select i + 1 from s where i < ${last}) select i from s)`
        : sql`generate_series(${first}, ${last}) as s(i)`
    await sql`insert into users (id, instance_id, first_name, last_name, public_metadata, private_metadata, unsafe_metadata,
      epoch, created_at, updated_at) select 'user_many' || i, ${instanceId}, 'First' || i, 'Last' || i, '{}', '{}', '{}',
      0, 1000 + i, 1000 from ${numbers}`.execute(db)
  }
  await sql`insert into email_addresses (id, instance_id, user_id, address, address_key, verified_at, created_at, updated_at)
    values ('idn_one', ${instanceId}, 'user_many1', 'person1@example.com', 'person1@example.com', 1, 1, 1)`.execute(db)
}

async function newKey(): Promise<string> {
  const made = await operator.ask<{ secret_key: string }>('POST', `/instances/${acme.instance.id}/keys`, {
    name: 'test',
  })
  return made.response.secret_key
}
