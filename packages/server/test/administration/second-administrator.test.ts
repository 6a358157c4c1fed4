import type { BackendUserView, HelpDeskCodeView, MfaResetView, Settings } from '@countersign/contract'
import { beforeAll, expect, test } from 'vitest'
import { backendWays } from '../../../../docs/generators/second-administrator-ways.ts'
import { type OneOperator, operator } from '../recovery/operators.ts'
import { app, atSecondStep, call, instance, type Person, person, setScene, told } from '../recovery/scene.ts'
import { type Answer, backend, codeOf, enrol, second } from '../support/browser.ts'
import { Operator } from '../support/operator.ts'
import { addPasskey } from '../support/passkeys.ts'

setScene()

const reason = 'Lost phone; showed a passport at the desk'
const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
interface Approval {
  id: string
  object: string
  effect: string
  status: string
  asked_by: string
  decided_by: string | null
  reason: string
}
interface Decided extends Approval {
  help_desk_code: HelpDeskCodeView | null
}
interface Case extends Approval {
  is_own: boolean
  asked_by_name: string | null
  user_name: string | null
}

const at = (path: string) => `/instances/${instance.instance.id}${path}`
const setRule = (isOn: boolean) => call('PATCH', '/instance/settings', { recovery: { second_operator: isOn } })
const userOf = async (id: string) => (await call<BackendUserView>('GET', `/users/${id}`)).response
const factorsOf = async (who: Person) => {
  const { totp_enabled, backup_code_enabled, two_factor_enabled, phone_numbers, email_addresses } = await userOf(who.id)
  const reserved = phone_numbers.filter((one) => one.reserved_for_second_factor).map((one) => one.phone_number)
  const addresses = email_addresses.map((one) => one.email_address)
  return { totp_enabled, backup_code_enabled, two_factor_enabled, reserved, addresses }
}
async function pair(): Promise<{ ada: OneOperator; bob: OneOperator }> {
  return { ada: await operator(), bob: await operator() }
}
async function keyOf(by: OneOperator, body: object = { name: 'ada’s own' }) {
  const made = await by.ask<{ id: string; secret_key: string }>('POST', at('/keys'), body)
  expect(made.status).toBe(200)
  const ask = backend(app, instance, made.response.secret_key)
  return { ...made.response, ask }
}
const number = (n: number) => `+49151234567${String(n).padStart(2, '0')}`
async function withPhone(n: number): Promise<Person & { phoneId: string }> {
  const who = await person()
  const fields = { user_id: who.id, phone_number: number(n), verified: true, reserved_for_second_factor: true }
  const { response } = await call<{ id: string }>('POST', '/phone_numbers', fields)
  return { ...who, phoneId: response.id }
}

beforeAll(async () => {
  await setRule(true)
})

test('refuses every way by which an administrator’s own secret key takes away, replaces or bypasses a second factor (R79)', async () => {
  const { ada } = await pair()
  const key = await keyOf(ada)
  const who = await withPhone(1)
  const authenticator = (await userOf(who.id)).authenticator_apps?.[0]?.id ?? ''
  const { response: extra } = await call<{ id: string }>('POST', '/email_addresses', {
    user_id: who.id,
    email_address: 'unproven@example.com',
  })
  const { browser, id } = await atSecondStep(who)
  await second(browser, id, 'totp', codeOf(who.secret, app.clock.now()))
  const { passkey } = await addPasskey(browser)
  const { response: client } = await browser.get<{ sessions: { id: string }[] }>('/client')
  const session = client.sessions[0]?.id
  const before = await factorsOf(who)
  const user = `/users/${who.id}`
  const phone = `/phone_numbers/${who.phoneId}`
  const reserve = { user_id: who.id, phone_number: number(3), verified: true, reserved_for_second_factor: true }
  const address = { user_id: who.id, email_address: 'mine@example.com', verified: true }
  const ways: [route: string, path: string, body?: object][] = [
    ['DELETE /users/:id/mfa', `${user}/mfa`],
    ['DELETE /users/:id/totp', `${user}/totp`],
    ['DELETE /users/:id/backup_code', `${user}/backup_code`],
    ['DELETE /users/:id/totp/:totp_id', `${user}/totp/${authenticator}`],
    ['DELETE /users/:id/passkeys/:passkey', `${user}/passkeys/${passkey.id}`],
    ['DELETE /phone_numbers/:id', phone],
    ['PATCH /phone_numbers/:id', phone, { reserved_for_second_factor: false }],
    ['PATCH /phone_numbers/:id', phone, { verified: false }],
    ['PUT /users/:id/phone_number', `${user}/phone_number`, { phone_number: number(2) }],
    ['POST /phone_numbers', '/phone_numbers', reserve],
    ['PATCH /users/:id', user, { totp_secret: secret }],
    ['PATCH /users/:id', user, { backup_codes: ['aaaa-bbbb-cccc-dddd'] }],
    ['POST /email_addresses', '/email_addresses', address],
    ['PATCH /email_addresses/:id', `/email_addresses/${extra.id}`, { verified: true }],
    ['PUT /users/:id/email_address', `${user}/email_address`, { email_address: 'mine@example.com' }],
    ['POST /users/:id/help_desk_codes', `${user}/help_desk_codes`, { purpose: 'phone forgotten' }],
    ['POST /actor_tokens', '/actor_tokens', { user_id: who.id, actor: { sub: 'ada' } }],
    ['POST /sessions', '/sessions', { user_id: who.id }],
    ['POST /sessions/:id/tokens', `/sessions/${session}/tokens`, {}],
    ['POST /sessions/:id/tokens/:template', `/sessions/${session}/tokens/any`, {}],
    ['DELETE /users/:id', user],
    ['POST /users/:id/unlock_changes', `${user}/unlock_changes`],
    ['POST /users/:id/restore_undone', `${user}/restore_undone`],
    ['POST /instance/settings/undo', '/instance/settings/undo'],
    ['PATCH /instance/settings', '/instance/settings', { recovery: { second_operator: false } }],
    ['PATCH /instance/settings', '/instance/settings', { multi_factor: { totp: false } }],
  ]
  for (const [route, path, body] of ways) {
    const answer = await key.ask(route.split(' ')[0] ?? '', path, body)
    expect([route, answer.status, answer.code]).toEqual([route, 403, 'second_administrator_required'])
  }
  const guarded = Object.entries(backendWays).filter(([, way]) => 'alone' in way && way.alone === 'refused')
  expect([...new Set(ways.map(([route]) => route))].sort()).toEqual(guarded.map(([route]) => route).sort())
  expect(await factorsOf(who)).toEqual(before)
  expect(await told(who.email)).not.toContain('Help-desk code made – Acme')
  // What concerns no second factor goes on as before, and so does a user who has none.
  expect((await key.ask('PATCH', `/users/${who.id}`, { first_name: 'Ada' })).status).toBe(200)
  const { response: bare } = await key.ask<BackendUserView>('POST', '/users', { email_address: ['new@example.com'] })
  expect((await key.ask('PUT', `/users/${bare.id}/email_address`, { email_address: 'n@example.com' })).status).toBe(200)
  expect((await key.ask('DELETE', `/users/${bare.id}`)).status).toBe(200)
})

test('does not let an administrator approve a reset that their own secret key asked for, also not after rolling it (R79)', async () => {
  const { ada, bob } = await pair()
  const who = await person()
  const key = await keyOf(ada)
  const { response: asked } = await key.ask<MfaResetView>('POST', `/users/${who.id}/mfa_reset`, { reason })
  expect(asked.status).toBe('waiting_for_approval')
  const decide = (by: OneOperator, verb = 'approve') =>
    by.ask<MfaResetView>('POST', at(`/mfa_resets/${asked.id}/${verb}`))
  expect((await decide(ada)).code).toBe('reset_needs_other')
  const { response: rolled } = await bob.ask<{ secret_key: string }>('POST', at(`/keys/${key.id}/roll`))
  const { response: again } = await backend(app, instance, rolled.secret_key)<MfaResetView>(
    'POST',
    `/users/${who.id}/mfa_reset`,
    { reason },
  )
  expect((await bob.ask('POST', at(`/mfa_resets/${again.id}/approve`))).code).toBe('reset_needs_other')
  expect((await decide(bob)).response.status).toBe('approved')
})

test('turns what one administrator asks for in the dashboard into a request that another one approves, once under concurrency (R79)', async () => {
  const { ada, bob } = await pair()
  const who = await person()
  const before = await factorsOf(who)
  const ask = <T>(by: OneOperator, path: string, body: object, method = 'POST'): Promise<Answer<T>> =>
    by.ask<T>(method, at(`/users/${who.id}${path}`), body)
  const approve = (by: OneOperator, id: string) => by.ask<Decided>('POST', at(`/approvals/${id}/approve`))

  const { response: removal } = await ask<Approval>(ada, '/remove_factor', { what: 'mfa', reason })
  expect(removal).toMatchObject({
    object: 'approval',
    effect: 'remove_factor',
    status: 'waiting_for_approval',
    asked_by: ada.userId,
    reason,
  })
  expect(await factorsOf(who)).toEqual(before)
  expect((await approve(ada, removal.id)).code).toBe('reset_needs_other')
  const { response: list } = await bob.ask<Case[]>('GET', at('/approvals'))
  expect(list.find(({ id }) => id === removal.id)).toMatchObject({
    is_own: false,
    user_name: who.email,
    asked_by_name: ada.username,
  })

  const purpose = 'phone forgotten at home'
  const { response: code } = await ask<Approval>(ada, '/help_desk_codes', { purpose })
  expect(code).toMatchObject({ object: 'approval', effect: 'help_desk_code' })
  expect(JSON.stringify(code)).not.toMatch(/"code":"/)
  const made = (await approve(bob, code.id)).response
  expect(made).toMatchObject({ status: 'approved', decided_by: bob.userId })
  const begun = await atSecondStep(who)
  const entered = await second(begun.browser, begun.id, 'backup_code', made.help_desk_code?.code ?? '')
  expect(entered.response.status).toBe('complete')

  const all = await Promise.all([1, 2, 3].map(() => approve(bob, removal.id)))
  expect(all.map(({ code }) => code ?? 'done').sort()).toEqual(['done', 'reset_not_open', 'reset_not_open'])
  expect((await factorsOf(who)).two_factor_enabled).toBe(false)

  const other = await person()
  const removeUser = await ada.ask<Approval>('DELETE', at(`/users/${other.id}`), { reason })
  expect(removeUser.response).toMatchObject({ object: 'approval', effect: 'delete_user' })
  expect((await userOf(other.id)).id).toBe(other.id)
  const taken = await ada.ask<Approval>('POST', at(`/approvals/${removeUser.response.id}/refuse`))
  expect(taken.response.status).toBe('refused')
  expect((await approve(bob, removeUser.response.id)).code).toBe('reset_not_open')
  const refuse = (id: string) => bob.ask('POST', at(`/approvals/${id}/refuse`))
  expect((await refuse(removeUser.response.id)).code).toBe('reset_not_open')
  expect([(await refuse('apr_none')).code, (await approve(bob, 'apr_none')).code]).toEqual([
    'resource_not_found',
    'resource_not_found',
  ])
  const lift = await ada.ask<Approval>('POST', at(`/users/${other.id}/lift_changes_lock`), { reason })
  expect(lift.response).toMatchObject({ object: 'approval', effect: 'lift_changes_lock' })
  app.clock.advance(24 * 3_600_000)
  const late = await operator()
  expect((await approve(late, lift.response.id)).code).toBe('reset_not_open')
})

test('does not let one administrator switch the second one off, nor a kind of factor, nor take the switch back (R79)', async () => {
  const { ada, bob } = await pair()
  const patch = (body: object) => ada.ask<Settings & Approval>('PATCH', at('/settings'), body)
  const settings = async () => (await call<Settings>('GET', '/instance/settings')).response
  const off = (await patch({ recovery: { second_operator: false } })).response
  expect(off).toMatchObject({ object: 'approval', effect: 'weaken_settings' })
  expect((await settings()).recovery.second_operator).toBe(true)
  expect((await patch({ multi_factor: { totp: false } })).response.object).toBe('approval')
  expect((await patch({ recovery: { wait_hours: 48 } })).response.recovery.wait_hours).toBe(48)
  expect((await ada.ask('POST', at(`/approvals/${off.id}/approve`))).code).toBe('reset_needs_other')
  expect((await bob.ask<Decided>('POST', at(`/approvals/${off.id}/approve`))).response.status).toBe('approved')
  expect((await settings()).recovery.second_operator).toBe(false)
  await patch({ recovery: { second_operator: true } })
  expect((await ada.ask('POST', at('/settings/undo'))).code).toBe('second_administrator_required')
  expect((await settings()).recovery.second_operator).toBe(true)
})

test('lets a secret key that was made on the server act alone, and one of unknown origin not at all (R79)', async () => {
  const who = await person()
  expect((await call('DELETE', `/users/${who.id}/backup_code`)).status).toBe(200)
  await app.database.db
    .updateTable('secret_keys')
    .set({ made_by: 'unknown' })
    .where('instance_id', '=', instance.instance.id)
    .execute()
  expect((await call('DELETE', `/users/${who.id}/mfa`)).code).toBe('second_administrator_required')
  expect((await call('POST', `/users/${who.id}/mfa_reset`, { reason })).code).toBe('second_administrator_required')
  await app.database.db
    .updateTable('secret_keys')
    .set({ made_by: null })
    .where('instance_id', '=', instance.instance.id)
    .execute()
  const other = await person()
  const { response: reset } = await call<MfaResetView>('POST', `/users/${other.id}/mfa_reset`, { reason })
  expect(reset.status).toBe('waiting_for_approval')
  const { ada } = await pair()
  expect((await ada.ask<MfaResetView>('POST', at(`/mfa_resets/${reset.id}/approve`))).status).toBe(200)
  const begun = await atSecondStep(who)
  expect((await second(begun.browser, begun.id, 'totp', codeOf(who.secret, app.clock.now()))).response.status).toBe(
    'complete',
  )
})

test('does not take an administrator invited a few days ago for a second one beside who invited them, either way (R79)', async () => {
  const { ada } = await pair()
  const who = await person()
  const { response: invited } = await ada.ask<{ id: string; url: string }>('POST', '/administrators', {
    name: 'puppet',
  })
  const puppet = new Operator(app, ada.instance)
  const ticket = new URL(invited.url).hash.slice('#ticket='.length)
  await puppet.post('/client/sign_ins', { strategy: 'ticket', ticket })
  await enrol(puppet)
  const remove = { what: 'mfa', reason }
  const ask = (by: Operator) => by.ask<Approval>('POST', at(`/users/${who.id}/remove_factor`), remove)
  const approve = (by: Operator, id: string) => by.ask<Decided>('POST', at(`/approvals/${id}/approve`))
  const asked = (await ask(ada)).response
  expect((await approve(puppet, asked.id)).code).toBe('reset_needs_other')
  expect((await approve(ada, (await ask(puppet)).response.id)).code).toBe('reset_needs_other')
  const { response: reset } = await ada.ask<MfaResetView>('POST', at(`/users/${who.id}/mfa_reset`), { reason })
  expect((await puppet.ask('POST', at(`/mfa_resets/${reset.id}/approve`))).code).toBe('reset_needs_other')
  expect((await factorsOf(who)).two_factor_enabled).toBe(true)
  const bob = await operator()
  expect((await approve(bob, asked.id)).response.status).toBe('approved')
})
