import type {
  BackendUserView,
  ClientView,
  HelpDeskCodeView,
  MfaResetView,
  RecoveryOutlookView,
  RecoveryView,
  SessionView,
  TrustedDeviceView,
} from '@countersign/contract'
import { expect, test } from 'vitest'
import { codeOf, enrol, second } from '../support/browser.ts'
import type { Operator } from '../support/operator.ts'
import { operator } from './operators.ts'
import {
  app,
  atSecondStep,
  call,
  cancelToken,
  day,
  hour,
  instance,
  person,
  preview,
  recover,
  setScene,
  signIn,
  told,
} from './scene.ts'

setScene()

const reason = 'Lost phone; showed a passport at the desk'
interface Case extends MfaResetView {
  user_name: string
  asked_by_name: string | null
  decided_by_name: string | null
  is_own: boolean
}
interface Page {
  recovery: RecoveryView | null
  trusted_devices: TrustedDeviceView[]
}
const audited = async (userId: string, event: string) => {
  const rows = app.database.db.selectFrom('audit').selectAll().where('user_id', '=', userId).where('event', '=', event)
  return rows.execute()
}

test('a reset wants a reason, takes nothing off, lets nobody in without password and mailbox, and tells the user (R79)', async () => {
  const who = await person()
  const reset = (body: object) => call<MfaResetView>('POST', `/users/${who.id}/mfa_reset`, body)
  for (const wrong of [{}, { reason: 'too short' }, { reason: '          x         ' }])
    expect((await reset(wrong)).status).toBe(422)
  const done = (await reset({ reason })).response
  expect(done).toMatchObject({ status: 'approved', reason, asked_by: 'backend', decided_by: 'backend' })
  expect((await call<MfaResetView[]>('GET', `/users/${who.id}/mfa_resets`)).response).toEqual([done])
  expect(await told(who.email)).toContain('Your second step can be set up anew – Acme')
  const [entry] = await audited(who.id, 'mfa_reset.asked')
  expect(entry).toMatchObject({ actor_id: expect.stringMatching(/^key_/) })
  expect(JSON.parse(entry?.details ?? '{}')).toMatchObject({ reason })
  expect((await preview(await cancelToken(who.email))).response).toMatchObject({ started_by: 'operator', ip: null })
  expect((await call<BackendUserView>('GET', `/users/${who.id}`)).response.totp_enabled).toBe(true)
  // It works where users cannot begin by themselves, too.
  await call('PATCH', '/instance/settings', { recovery: { enabled: false } })
  expect((await signIn(await atSecondStep(who))).response.recovery_wait_hours).toBe(0)
  const open = await recover(who)
  await call('PATCH', '/instance/settings', { recovery: { enabled: true } })
  expect(open.step.status).toBe('open')
  await enrol(open.browser)
  expect((await call('POST', `/users/${who.id}/unlock_changes`)).status).toBe(200)
  expect((await open.browser.post('/me/backup_codes')).status).toBe(200)

  const { response: bare } = await call<BackendUserView>('POST', '/users', { email_address: ['bare@example.com'] })
  expect((await call('POST', `/users/${bare.id}/mfa_reset`, { reason })).code).toBe('factor_missing')
  expect((await call('POST', '/users/user_unknown/mfa_reset', { reason })).code).toBe('resource_not_found')
  const named = { username: 'no_mailbox', totp_secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' }
  await call('PATCH', '/instance/settings', { identifiers: { username: 'optional', email_address: 'optional' } })
  const { response: nowhere } = await call<BackendUserView>('POST', '/users', named)
  expect((await call('POST', `/users/${nowhere.id}/mfa_reset`, { reason })).code).toBe('recovery_unavailable')
})

test('where two people are wanted, another operator approves within a day: not whoever asked, not the secret key, not twice, not without a fresh proof (R79)', async () => {
  await call('PATCH', '/instance/settings', { recovery: { second_operator: true } })
  const who = await person()
  const base = `/instances/${instance.instance.id}`
  const asking = (by: Operator) => by.ask<MfaResetView>('POST', `${base}/users/${who.id}/mfa_reset`, { reason })
  const decide = (by: Operator, id: string, verb = 'approve') =>
    by.ask<MfaResetView>('POST', `${base}/mfa_resets/${id}/${verb}`)
  const stale = await operator()
  app.clock.advance(11 * 60_000)
  expect((await asking(stale)).code).toBe('session_reverification_required')
  const operators = { ada: await operator(), bob: await operator() }
  const { response: asked } = await asking(operators.ada)
  expect(asked).toMatchObject({ status: 'waiting_for_approval', decided_by: null })
  expect((await signIn(await atSecondStep(who))).response.recovery_wait_hours).toBe(72)
  expect(await told(who.email)).not.toContain('Your second step can be set up anew – Acme')

  expect((await decide(operators.ada, asked.id)).code).toBe('reset_needs_other')
  expect((await call('POST', `/users/${who.id}/mfa_resets/${asked.id}/approve`)).status).toBe(404)
  expect((await call<MfaResetView>('POST', `/users/${who.id}/mfa_reset`, { reason })).response.status).toBe(
    'waiting_for_approval',
  )
  const all = await Promise.all([1, 2, 3].map(() => decide(operators.bob, asked.id)))
  expect(all.filter(({ status }) => status === 200)).toHaveLength(1)
  expect(all.filter(({ code }) => code === 'reset_not_open')).toHaveLength(2)
  expect(await told(who.email)).toContain('Your second step can be set up anew – Acme')
  expect(await link(who.email)).toContain(`/i/${instance.instance.slug}/recovery#token=`)
  expect((await recover(who)).step.status).toBe('open')
  expect((await audited(who.id, 'mfa_reset.approved')).map(({ actor_id }) => actor_id)).toEqual([operators.bob.userId])

  const { response: taken } = await asking(operators.ada)
  expect((await decide(operators.ada, taken.id, 'refuse')).response).toMatchObject({ status: 'refused' })
  expect((await decide(operators.bob, taken.id, 'refuse')).code).toBe('reset_not_open')
  const { response: slow } = await asking(operators.ada)
  app.clock.advance(day)
  const next = { ada: await operator(), bob: await operator() }
  expect((await decide(next.bob, slow.id)).code).toBe('reset_not_open')
  expect((await decide(next.ada, 'reset_unknown')).code).toBe('resource_not_found')
  const { response: list } = await next.bob.ask<Case[]>('GET', `${base}/mfa_resets`)
  const named = list.map(({ id, user_name, asked_by_name, decided_by_name }) => [
    id,
    user_name,
    asked_by_name,
    decided_by_name,
  ])
  expect(named).toContainEqual([asked.id, who.email, operators.ada.username, operators.bob.username])
  expect(list.some((one) => one.asked_by === 'backend' && one.asked_by_name === null && !one.is_own)).toBe(true)
  const { response: own } = await asking(next.bob)
  const { response: now } = await next.bob.ask<Case[]>('GET', `${base}/mfa_resets`)
  expect(now.filter(({ is_own }) => is_own).map(({ id }) => id)).toEqual([own.id])
  await decide(next.bob, own.id, 'refuse')
  expect(
    list
      .filter(({ user_id }) => user_id === who.id)
      .map(({ status }) => status)
      .sort(),
  ).toEqual(['approved', 'expired', 'expired', 'refused'])
  await call('PATCH', '/instance/settings', { recovery: { second_operator: false } })
})

async function link(to: string): Promise<string | undefined> {
  const { response } = await call<{ link?: string }[]>('GET', `/testing/messages?to=${encodeURIComponent(to)}`)
  return response.findLast(({ link }) => link?.includes('/recovery'))?.link
}

test('a code of the help desk stands for the second factor at one sign-in and nowhere else, is shown once, and runs out (R79)', async () => {
  const who = await person()
  const path = `/users/${who.id}/help_desk_codes`
  const make = (body: object) => call<HelpDeskCodeView>('POST', path, { purpose: 'phone forgotten at home', ...body })
  for (const wrong of [{ minutes: 1441 }, { minutes: 4 }, { uses: 4 }, { uses: 0 }, { purpose: 'x' }])
    expect((await make(wrong)).status).toBe(422)
  const { response: made } = await make({ minutes: 30 })
  expect(made).toMatchObject({ uses_left: 1, made_by: 'backend', expires_at: app.clock.now() + 30 * 60_000 })
  expect(await told(who.email)).toContain('Help-desk code made – Acme')
  const stored = await app.database.db.selectFrom('help_desk_codes').selectAll().execute()
  expect(JSON.stringify(stored)).not.toContain(made.code?.replaceAll('-', ''))
  expect((await call<HelpDeskCodeView[]>('GET', path)).response).toEqual([{ ...made, code: null }])

  // In place of a backup code, on screens that know of nothing else.
  const tabs = await Promise.all([1, 2, 3].map(() => atSecondStep(who)))
  expect((await signIn(tabs[0]!)).response.supported_second_factors).toContainEqual({ strategy: 'backup_code' })
  const done = await Promise.all(tabs.map(({ browser, id }) => second(browser, id, 'backup_code', made.code ?? '')))
  expect(done.filter(({ response }) => response?.status === 'complete')).toHaveLength(1)
  const inside = tabs[done.findIndex(({ response }) => response?.status === 'complete')]!
  const { response: completed } = await signIn(inside)
  expect(completed.second_factor_verification).toMatchObject({ status: 'verified', strategy: 'backup_code' })
  expect(await told(who.email)).toContain('Help-desk code used – Acme')
  const { response: client } = await inside.browser.get<ClientView>('/client')
  expect(client.sessions[0]?.factor_verification_age?.[1]).toBe(-1)
  expect((await inside.browser.post('/me/backup_codes')).code).toBe('session_reverification_required')

  // It proves nothing again, however many uses are left; a security event and the desk end it.
  app.clock.advance(hour)
  const { response: twice } = await make({ uses: 2 })
  const again = `/client/sessions/${client.sessions[0]?.id}/verify`
  await inside.browser.post<SessionView>(again, { level: 'second_factor' })
  const prove = { strategy: 'backup_code', code: twice.code ?? '' }
  expect((await inside.browser.post(`${again}/attempt_second_factor`, prove)).code).toBe('form_code_incorrect')
  const revoked = await call<HelpDeskCodeView>('DELETE', `${path}/${twice.id}`)
  expect(revoked.response.revoked_at).toBe(app.clock.now())
  expect((await call('DELETE', `${path}/${twice.id}`)).code).toBe('resource_not_found')
  for (let n = 0; n < 3; n++) expect((await make({})).status).toBe(200)
  expect((await make({})).code).toBe('too_many_items')
  app.clock.advance(hour)
  const { response: last } = await make({ minutes: 5 })
  app.clock.advance(6 * 60_000)
  const late = await atSecondStep(who)
  expect((await second(late.browser, late.id, 'backup_code', last.code ?? '')).code).toBe('form_code_incorrect')

  // A sign-in with it has not found the factor that a recovery is about.
  await recover(who)
  const { response: helped } = await make({})
  const desk = await atSecondStep(who)
  expect((await second(desk.browser, desk.id, 'backup_code', helped.code ?? '')).response.status).toBe('complete')
  expect((await preview(await cancelToken(who.email))).status).toBe(200)
  const { response: bare } = await call<BackendUserView>('POST', '/users', { email_address: ['plain@example.com'] })
  const refused = await call('POST', `/users/${bare.id}/help_desk_codes`, { purpose: 'nothing to stand for' })
  expect(refused.code).toBe('factor_missing')
})

test('operators make, list and revoke help-desk codes and see what is left to a user, with a fresh proof for every change (R79)', async () => {
  const who = await person()
  const user = `/instances/${instance.instance.id}/users/${who.id}`
  const purpose = 'phone in repair'
  const stale = await operator()
  app.clock.advance(11 * 60_000)
  const refused = await stale.ask('POST', `${user}/help_desk_codes`, { purpose })
  expect(refused.code).toBe('session_reverification_required')
  const fresh = await operator()
  const { response: made } = await fresh.ask<HelpDeskCodeView>('POST', `${user}/help_desk_codes`, { purpose })
  expect(made).toMatchObject({ made_by: fresh.userId, purpose })
  expect((await fresh.ask<HelpDeskCodeView[]>('GET', `${user}/help_desk_codes`)).response[0]?.code).toBeNull()
  expect((await fresh.ask('DELETE', `${user}/help_desk_codes/${made.id}`)).status).toBe(200)
  const { response: outlook } = await fresh.ask<RecoveryOutlookView>('GET', `${user}/recovery_outlook`)
  expect(outlook).toMatchObject({ user_id: who.id, score: 2, is_one_loss_from_lockout: false })
  const begun = await atSecondStep(who)
  expect((await second(begun.browser, begun.id, 'backup_code', made.code ?? '')).code).toBe('form_code_incorrect')
  expect((await second(begun.browser, begun.id, 'totp', codeOf(who.secret, app.clock.now()))).response.status).toBe(
    'complete',
  )
})

test('an operator sees the recovery that is running and takes trust from one browser of a user, with a fresh proof (R79)', async () => {
  await call('PATCH', '/instance/settings', { trusted_devices: { enabled: true } })
  const who = await person()
  const { browser, id } = await atSecondStep(who)
  const given = { strategy: 'totp', code: codeOf(who.secret, app.clock.now()), remember_device: 'true' }
  await browser.post(`/client/sign_ins/${id}/attempt_second_factor`, given)
  await recover(who)
  const ada = await operator()
  const user = `/instances/${instance.instance.id}/users/${who.id}`
  const { response: page } = await ada.ask<Page>('GET', user)
  expect(page.recovery).toMatchObject({ started_by: 'user', status: 'waiting' })
  expect(page.trusted_devices).toHaveLength(1)
  const trusted = `${user}/trusted_devices/${page.trusted_devices[0]?.id}`
  const other = await person()
  const elsewhere = trusted.replace(who.id, other.id)
  expect((await ada.ask('DELETE', elsewhere)).code).toBe('resource_not_found')
  expect((await ada.ask<Page>('DELETE', trusted)).response.trusted_devices).toEqual([])
  expect((await audited(who.id, 'trusted_device.removed')).map(({ actor_id }) => actor_id)).toEqual([ada.userId])
  app.clock.advance(11 * 60_000)
  expect((await ada.ask('DELETE', trusted)).code).toBe('session_reverification_required')
})
