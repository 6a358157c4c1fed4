import type {
  BoardUsersView,
  DryRunView,
  PolicyBoardView,
  Settings,
  SettingsPreviewView,
  SimulationView,
} from '@countersign/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Scope } from '../../src/http/scope.ts'
import { createInstance } from '../../src/instances/create.ts'
import { patchSettings } from '../../src/instances/settings.ts'
import { previewSettings } from '../../src/policy/preview.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { Browser, enrol, startSignIn } from '../support/browser.ts'
import { signInByLink } from '../support/operator.ts'
import { factorsOn, place, read, rule, skip, withRules } from './scene.ts'

const day = 86_400_000
let app: TestApp

beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

test('what the preview counts is what then happens, rule by rule; a rule on trial only counts', async () => {
  const instance = await app.create({ name: 'Preview' }, { ...withRules(), identifiers: { username: 'optional' } })
  const own = place(app, instance)
  const bank = rule('bank', { who: { kind: 'email_domain', domain: 'bank.example' }, after: 'refuse' })
  const admins = rule('admins', {
    who: { kind: 'metadata', key: 'role', value: 'admin' },
    factors: ['totp', 'passkey'],
    grace: { kind: 'skips', skips: 1 },
  })
  const rest = rule('rest', { grace: { kind: 'days', days: 3 } })
  const people = {
    banker: await own.user({ email_address: ['one@bank.example'] }),
    admin: await own.user({ public_metadata: { role: ['guest', 'admin'] } }),
    done: await own.user({ public_metadata: { role: 'admin' } }),
    guest: await own.user({ public_metadata: { role: 'guest' } }),
    phone: await own.user(),
  }
  people.banker.email = 'one@bank.example'
  await enrol((await own.signIn(people.done)).browser)
  const nameless = await own.call<{ id: string }>('POST', '/users', {
    username: 'nameless',
    password: 'correct horse battery',
  })
  const now = rule('now', { who: { kind: 'everyone' } })

  const patch = { multi_factor: { rules: [bank, admins, rest] } }
  const { response: preview } = await own.call<SettingsPreviewView>('POST', '/instance/settings/preview', patch)
  expect(preview).toEqual({
    affected: { totp: 0, phone_code: 0, backup_code: 0, passkey: 0 },
    restored: { totp: 0, phone_code: 0, backup_code: 0, passkey: 0 },
    asked: 0,
    must_enrol: 5,
    locked_out: 1,
    operators: [],
    rules: expect.arrayContaining([
      { rule: { id: 'bank', name: 'Rule bank' }, users: 1, enrolled: 0, must_enrol: 1, in_grace: 0, locked_out: 1 },
      { rule: { id: 'admins', name: 'Rule admins' }, users: 2, enrolled: 1, must_enrol: 1, in_grace: 1, locked_out: 0 },
      { rule: { id: 'rest', name: 'Rule rest' }, users: 3, enrolled: 0, must_enrol: 3, in_grace: 3, locked_out: 0 },
    ]),
  })
  // Who has no address cannot set anything up, so a rule without grace locks them out.
  const strict = { multi_factor: { rules: [now] } }
  expect((await own.call('POST', '/instance/settings/preview', strict)).response).toMatchObject({
    must_enrol: 5,
    locked_out: 1,
  })
  expect((await own.call<Settings>('GET', '/instance/settings')).response.multi_factor.rules).toEqual([])

  // On trial first: nothing changes for anybody, and it is counted once for a user and day.
  await own.rules({ ...bank, mode: 'dry_run' }, { ...admins, mode: 'dry_run' })
  for (const someone of [people.banker, people.admin, people.admin]) {
    const { browser } = await own.signIn(someone)
    expect((await browser.patch('/me', { first_name: 'Ada' })).status).toBe(200)
  }
  const { response: trial } = await own.call<DryRunView>('GET', '/instance/policy/dry_runs')
  const today = new Date(app.clock.now()).toISOString().slice(0, 10)
  expect(trial.days).toEqual([
    { rule_id: 'admins', day: today, outcome: 'grace', users: 1, times: 2 },
    { rule_id: 'bank', day: today, outcome: 'refuse', users: 1, times: 1 },
  ])
  expect(trial.users).toHaveLength(2)
  const one = await own.call<DryRunView>('GET', '/instance/policy/dry_runs?rule=bank')
  expect(one.response.users).toEqual([{ rule_id: 'bank', user_id: people.banker.id, outcome: 'refuse', day: today }])

  // Applied, each meets what was said.
  await own.patch(patch)
  expect((await startSignIn(new Browser(app, instance), people.banker.email)).code).toBe('mfa_enrolment_overdue')
  const admin = await own.signIn(people.admin)
  const guest = await own.signIn(people.guest)
  expect([(await read(admin)).status, (await read(guest)).status]).toEqual(['pending', 'active'])
  await skip(admin)
  // The list of sessions knows the rules as well.
  for (const [status, ids] of [
    ['pending', []],
    ['active', [guest.session, admin.session]],
  ] as const) {
    const listed = await own.call<{ id: string; status: string }[]>('GET', `/sessions?status=${status}&limit=100`)
    expect(listed.response.every((row) => row.status === status)).toBe(true)
    expect(listed.response.map(({ id }) => id)).toEqual(expect.arrayContaining([...ids]))
  }

  // The board, by rule and user by user.
  const { response: board } = await own.call<PolicyBoardView>('GET', '/instance/policy/board')
  const counts = Object.fromEntries(
    board.rules.map(({ rule: { id }, users, enrolled, pending, overdue, noticed }) => [
      id,
      [users, enrolled, pending, overdue, noticed],
    ]),
  )
  expect(counts).toEqual({ bank: [1, 0, 0, 1, 0], admins: [2, 1, 0, 1, 1], rest: [3, 0, 3, 0, 1] })
  const users = async (query: string) =>
    (await own.call<BoardUsersView>('GET', `/instance/policy/board/users?${query}`)).response
  const first = await users('rule=rest&state=pending&limit=2')
  const second = await users(`rule=rest&state=pending&limit=2&after=${first.next}`)
  expect([...first.data, ...second.data].map(({ user_id }) => user_id).sort()).toEqual(
    [people.guest.id, people.phone.id, nameless.response.id].sort(),
  )
  expect(second.next).toBeNull()
  expect((await users('state=enrolled')).data).toMatchObject([
    { user_id: people.done.id, rule_id: 'admins', noticed_at: null },
  ])
  const file = await app.app.request('http://localhost:4100/v1/instance/policy/board/users.csv?state=overdue', {
    headers: { authorization: `Bearer ${instance.secretKey}` },
  })
  expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8')
  const lines = (await file.text()).split('\r\n')
  expect(lines[0]).toBe('user_id,email_address,rule_id,state,noticed_at,until,skips_left')
  expect(lines.slice(1).sort()).toEqual(
    [
      `"${people.banker.id}","one@bank.example","bank","overdue","","",""`,
      `"${people.admin.id}","${people.admin.email}","admins","overdue","${app.clock.now()}","","0"`,
    ].sort(),
  )

  // The simulator says why, for users and for facts of nobody, now and later, by these rules or a draft.
  const simulate = async (body: object) =>
    (await own.call<SimulationView>('POST', '/instance/policy/simulate', body)).response
  expect(await simulate({ user_id: people.guest.id })).toMatchObject({
    outcome: 'grace',
    rule: { id: 'rest' },
    asks: ['enrolment', 'skip'],
    until: app.clock.now() + 3 * day,
    rules: [
      { id: 'bank', verdict: 'not_meant' },
      { id: 'admins', verdict: 'not_meant' },
      { id: 'rest', verdict: 'decides' },
    ],
  })
  expect(await simulate({ user_id: people.guest.id, at: app.clock.now() + 3 * day })).toMatchObject({
    outcome: 'enrol',
    words: expect.stringContaining('“Rule rest”'),
  })
  expect(await simulate({ user_id: people.done.id, settings: { multi_factor: { rules: [] } } })).toMatchObject({
    outcome: 'none',
    reason: 'second_factor_enrolled',
    asks: ['second_factor'],
    rule: null,
  })
  const facts = { email_addresses: ['New@Bank.Example', 'nonsense'], factors: ['phone_code'] }
  expect(await simulate({ facts })).toMatchObject({ outcome: 'refuse', asks: ['second_factor', 'refusal'] })
  expect(await simulate({ facts, settings: { multi_factor: { rules: [] } } })).toMatchObject({
    asks: ['second_factor'],
  })
  expect(await simulate({ facts: {}, settings: { multi_factor: { rules: [] } } })).toMatchObject({ asks: ['nothing'] })
  expect((await own.call('POST', '/instance/policy/simulate', {})).code).toBe('form_param_missing')
  expect((await own.call('POST', '/instance/policy/simulate', { user_id: 'user_nothing' })).code).toBe(
    'resource_not_found',
  )
  expect((await own.call('GET', '/users/user_nothing/mfa_receipts')).code).toBe('resource_not_found')
})

test('operators have the same in the dashboard, with a fresh proof for what changes something (R130)', async () => {
  const dashboard = await createInstance(app.context, {
    name: 'Countersign',
    environment: 'production',
    slug: 'dashboard',
    kind: 'dashboard',
    settings: {
      ...(await import('@countersign/contract/settings')).defaultSettings,
      multi_factor: { ...factorsOn, phone_code: false, required: true, nudges: false, rules: [] },
      first_factors: { password: true, email_code: false, phone_code: false, passkey: false },
      identifiers: { email_address: 'optional', phone_number: 'off', username: 'required' },
    },
  })
  const instance = await app.create(
    { name: 'Watched', slug: 'watched' },
    withRules(rule('all', { grace: { kind: 'days', days: 2 } })),
  )
  const own = place(app, instance)
  const someone = await own.person()
  const operator = await signInByLink(app, dashboard)
  await enrol(operator)
  const path = (rest: string) => `/instances/${instance.instance.id}${rest}`
  const ask = async (method: string, rest: string, body?: unknown) =>
    (await operator.ask<object>(method, path(rest), body)).response
  await own.patch({ lockout: { minutes: 20 } })
  expect(await ask('POST', '/settings/preview', { patch: {} })).toMatchObject({
    must_enrol: 0,
    rules: [{ users: 1, in_grace: 1 }],
  })
  expect(await ask('GET', '/settings/undo')).toMatchObject({ changed_by: 'backend' })
  expect(await ask('POST', '/policy/simulate', { user_id: someone.id })).toMatchObject({ outcome: 'grace' })
  expect(await ask('GET', '/policy/board')).toMatchObject({ rules: [{ pending: 1, noticed: 1 }] })
  expect(await ask('GET', '/policy/board/users')).toMatchObject({ data: [{ user_id: someone.id }], next: null })
  expect((await operator.fetch(path('/policy/board/users.csv'))).status).toBe(200)
  expect(await ask('GET', '/policy/dry_runs')).toEqual({ days: [], users: [] })
  expect(await ask('GET', `/users/${someone.id}/mfa_receipts`)).toMatchObject([{ moment: 'session', reason: 'grace' }])
  expect(await ask('POST', '/settings/undo')).toMatchObject({ lockout: { minutes: 15 } })
  app.clock.advance(11 * 60_000)
  expect((await operator.ask('POST', path('/settings/undo'))).code).toBe('session_reverification_required')
  // Of the dashboard's own instance, whom a rule concerns is told by name.
  // A command on the server applies them: the instance has no Backend API.
  const about = { context: app.context, instance: dashboard.instance, now: app.clock.now() }
  const wider = { multi_factor: { rules: [rule('keys', { factors: ['passkey'] })] } }
  expect(await previewSettings(about as Scope, wider)).toMatchObject({
    must_enrol: 1,
    locked_out: 0,
    operators: [expect.stringMatching(/^user_/)],
  })
  const refusing = { multi_factor: { rules: [rule('all', { after: 'refuse' })] } }
  await expect(patchSettings(about, refusing)).rejects.toMatchObject({
    params: { param_name: 'multi_factor.rules.0.after' },
  })
})
