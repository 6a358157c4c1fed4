import type {
  AccountRecoveryView,
  ClientView,
  PasskeyView,
  PhoneNumberView,
  SessionView,
  TotpView,
  UserView,
} from '@countersign/contract'
import { expect, test } from 'vitest'
import { frontendRoutes } from '../../src/frontend-api/routes.ts'
import { afterOverlap, codeOf, enrol, mailedCode, me, second, startSignIn } from '../support/browser.ts'
import { pressUndo, undoToken } from '../support/undo.ts'
import {
  app,
  ask,
  atSecondStep,
  call,
  cancel,
  cancelToken,
  day,
  hour,
  instance,
  person,
  preview,
  prove,
  recover,
  setScene,
  signIn,
  told,
  visitor,
} from './scene.ts'

setScene()

const sessionOf = (client: ClientView | null) => client?.sessions.at(-1) as SessionView

test('losing the second factor takes the first one, the mailbox and a wait; then a session that may set up another and nothing else, and a day without changes (R78)', async () => {
  const who = await person()
  const begun = await atSecondStep(who)
  expect((await signIn(begun)).response.recovery_wait_hours).toBe(72)
  const sent = (await ask(begun)).response
  expect(sent).toMatchObject({ status: 'code_sent', wait_hours: 72, ready_at: null })
  expect(sent.safe_identifier).not.toBe(who.email)
  expect((await prove(begun, '000000')).code).toBe('form_code_incorrect')
  const code = await mailedCode(begun.browser, who.email)
  const started = (await prove(begun, code)).response
  expect(started).toMatchObject({ status: 'waiting', ready_at: app.clock.now() + 72 * hour })
  expect((await prove(begun, code)).response).toEqual(started)
  afterOverlap(begun.browser)
  expect((await prove(begun, code)).code).toBe('verification_already_verified')
  expect(await told(who.email)).toContain('Recovery of your account began – Acme')

  // A second start, in another browser, changes nothing about the wait and opens nothing.
  app.clock.advance(71 * hour)
  const early = await recover(who)
  expect(early.step).toMatchObject({ status: 'waiting', ready_at: started.ready_at })
  expect((await told(who.email)).filter((subject) => subject?.startsWith('Recovery of'))).toHaveLength(1)
  app.clock.advance(hour)

  const open = await recover(who)
  expect(open.step.status).toBe('open')
  const { response: client } = await open.browser.get<ClientView>('/client')
  expect(sessionOf(client)).toMatchObject({ status: 'pending', tasks: [{ key: 'setup-mfa' }] })
  expect(sessionOf(client).expire_at - app.clock.now()).toBeLessThanOrEqual(hour)
  // What is lost asks for nothing here; the app’s own server still sees it.
  expect((await me(open.browser)).response).toMatchObject({ two_factor_enabled: false, totp_enabled: false })
  expect((await call<UserView>('GET', `/users/${who.id}`)).response.totp_enabled).toBe(true)

  const session = sessionOf(client).id
  const closed = frontendRoutes.filter((route) => !['anyone'].includes(route.who) && !route.who.startsWith('pending'))
  for (const route of closed) {
    const path = route.path.replace(':session_id', session).replace(':id', who.id)
    const body =
      route.method === 'GET' ? undefined : 'new_password=a+different+secret&email_address=evil@example.com&code=1'
    const answer = await open.browser.send(route.method, path.replace(':template', 'any'), body)
    expect([route.path, answer.code]).toEqual([route.path, 'session_pending'])
  }

  const { backupCodes, secret } = await enrol(open.browser)
  expect(backupCodes).toHaveLength(10)
  expect(await told(who.email)).toContain('Account recovered – Acme')
  const { response: after } = await open.browser.get<ClientView>('/client')
  expect(sessionOf(after)).toMatchObject({ status: 'active', tasks: null })
  expect(sessionOf(after).expire_at - app.clock.now()).toBeGreaterThan(6 * day)
  // The lost ones are gone: other sessions, the app, its codes.
  expect((await who.browser.get('/me')).status).toBe(401)
  const again = await atSecondStep(who)
  expect((await second(again.browser, again.id, 'totp', codeOf(who.secret, app.clock.now()))).code).toBe(
    'form_code_incorrect',
  )
  expect((await second(again.browser, again.id, 'backup_code', who.backupCodes[0] ?? '')).code).toBe(
    'form_code_incorrect',
  )

  const change = (on = open.browser) => on.post('/me/change_password', { new_password: 'another good password' })
  expect((await change()).code).toBe('changes_held')
  app.clock.advance(day)
  const next = await atSecondStep(who)
  await second(next.browser, next.id, 'totp', codeOf(secret, app.clock.now()))
  expect((await change(next.browser)).status).toBe(200)
})

test('a recovery is told to every address and number with where it began, and any of its links, any session and the second factor itself cancel it (R78)', async () => {
  const who = await person()
  const { response: number } = await who.browser.post<PhoneNumberView>('/me/phone_numbers', {
    phone_number: '+4915123400001',
  })
  await who.browser.post(`/me/phone_numbers/${number.id}/prepare_verification`)
  const sms = await mailedCode(who.browser, '+4915123400001')
  await who.browser.post(`/me/phone_numbers/${number.id}/attempt_verification`, { code: sms })
  await call('POST', '/email_addresses', { user_id: who.id, email_address: `second-${who.email}`, verified: true })
  const stopped = async () => (await who.browser.get<AccountRecoveryView>('/me/recovery')).response.recovery === null

  await recover(who)
  expect(await told(`second-${who.email}`)).toContain('Recovery of your account began – Acme')
  const { response: texts } = await call<{ kind: string; body: string }[]>(
    'GET',
    '/testing/messages?to=%2B4915123400001',
  )
  expect(texts.some(({ body }) => body.includes('Recovery of your account began') && !body.includes('http'))).toBe(true)
  const token = await cancelToken(`second-${who.email}`)
  for (let look = 0; look < 2; look++)
    expect((await preview(token)).response).toMatchObject({ started_by: 'user', status: 'waiting', ip: '127.0.0.1' })
  expect(await stopped()).toBe(false)
  const presses = await Promise.all(Array.from({ length: 8 }, () => cancel(token)))
  expect(presses.filter(({ status }) => status === 200)).toHaveLength(1)
  expect((await preview(token)).code).toBe('recovery_link_invalid')
  expect((await cancel('nothing of ours')).code).toBe('recovery_link_invalid')
  expect(await stopped()).toBe(true)
  expect((await told(who.email)).filter((subject) => subject === 'Recovery cancelled – Acme')).toHaveLength(1)

  app.clock.advance(hour)
  await recover(who)
  expect((await who.browser.delete('/me/recovery')).response).toMatchObject({ cancelled: true })
  expect((await who.browser.delete('/me/recovery')).code).toBe('recovery_over')

  app.clock.advance(hour)
  await recover(who)
  const owner = await atSecondStep(who)
  await second(owner.browser, owner.id, 'totp', codeOf(who.secret, app.clock.now()))
  expect(await stopped()).toBe(true)
})

test('a cancel ends the session that a recovery has opened, and a new factor is not set up after it; there is one such session at most (R78)', async () => {
  const who = await person()
  await recover(who)
  app.clock.advance(72 * hour)
  const first = await recover(who)
  const open = await recover(who)
  expect((await first.browser.get('/me')).status).toBe(401)
  const { response: totp } = await open.browser.post<TotpView>('/me/totp')
  const stolen = open.browser.copy()
  expect((await cancel(await cancelToken(who.email))).status).toBe(200)
  const confirm = { code: codeOf(totp.secret ?? '', app.clock.now()) }
  expect((await stolen.post('/me/totp/attempt_verification', confirm)).status).toBe(401)
  // The wait begins anew.
  app.clock.advance(hour)
  expect((await recover(who)).step).toMatchObject({ status: 'waiting' })
  expect((await call<UserView>('GET', `/users/${who.id}`)).response.totp_enabled).toBe(true)
})

test('two starts at once begin one recovery, a change of the account voids it, and one that nobody used runs out (R61, R78)', async () => {
  const who = await person()
  const tabs = [await atSecondStep(who), await atSecondStep(who)]
  const codes: string[] = []
  for (const tab of tabs) {
    await ask(tab)
    codes.push(await mailedCode(tab.browser, who.email))
  }
  const twice = [0, 0, 1].map((tab) => prove(tabs[tab]!, codes[tab] ?? ''))
  const [one, same, other] = await Promise.all(twice)
  const done = [one, same, other].flatMap((answer) => (answer?.status === 200 ? [answer] : []))
  expect(done.map(({ response }) => response.status)).toEqual(['waiting', 'waiting', 'waiting'])
  expect(new Set(done.map(({ response }) => response.ready_at)).size).toBe(1)
  const rows = app.database.db.selectFrom('recoveries').select('ending').where('user_id', '=', who.id)
  expect(await rows.execute()).toHaveLength(1)

  const token = await cancelToken(who.email)
  app.clock.advance(72 * hour)
  const late = await recover(who)
  expect(late.step.status).toBe('open')
  const { response: totp } = await late.browser.post<TotpView>('/me/totp')
  await app.database.db
    .updateTable('users')
    .set((eb) => ({ epoch: eb('epoch', '+', 1) }))
    .where('id', '=', who.id)
    .execute()
  const confirm = { code: codeOf(totp.secret ?? '', app.clock.now()) }
  expect((await late.browser.post('/me/totp/attempt_verification', confirm)).code).toBe('recovery_over')
  expect((await preview(token)).code).toBe('recovery_link_invalid')
  app.clock.advance(hour)
  expect((await recover(who)).step.status).toBe('waiting')
  app.clock.advance(72 * hour + 7 * day)
  expect((await recover(who)).step.status).toBe('waiting')
  expect((await rows.execute()).map(({ ending }) => ending)).toEqual(['replaced', 'replaced', null])
})

test('a passkey or a new number takes the place of what is lost, an old number does not, and the owner can take it all back (R73, R78)', async () => {
  const who = await person()
  const { response: old } = await who.browser.post<PhoneNumberView>('/me/phone_numbers', {
    phone_number: '+4915123400002',
  })
  await who.browser.post(`/me/phone_numbers/${old.id}/prepare_verification`)
  const sms = await mailedCode(who.browser, '+4915123400002')
  await who.browser.post(`/me/phone_numbers/${old.id}/attempt_verification`, { code: sms })
  await recover(who)
  app.clock.advance(72 * hour)
  const { browser } = await recover(who)
  expect((await browser.post<PasskeyView>('/me/passkeys')).status).toBe(200)
  const reserve = (id: string) => browser.patch(`/me/phone_numbers/${id}`, { reserved_for_second_factor: 'true' })
  expect((await reserve(old.id)).code).toBe('resource_not_found')
  const { response: added } = await browser.post<PhoneNumberView>('/me/phone_numbers', {
    phone_number: '+4915123400003',
  })
  expect((await browser.delete(`/me/phone_numbers/${added.id}`)).code).toBe('session_pending')
  await browser.post(`/me/phone_numbers/${added.id}/prepare_verification`)
  const code = await mailedCode(browser, '+4915123400003')
  await browser.post(`/me/phone_numbers/${added.id}/attempt_verification`, { code })
  expect((await reserve(added.id)).status).toBe(200)
  const after = (await call<UserView>('GET', `/users/${who.id}`)).response
  expect(after).toMatchObject({ totp_enabled: false, two_factor_enabled: true })

  await pressUndo(visitor(), await undoToken(visitor(), who.email))
  expect((await call<UserView>('GET', `/users/${who.id}`)).response.totp_enabled).toBe(true)
  expect((await browser.get('/me')).status).toBe(401)
})

test('nobody recovers what is not theirs: before the first factor, by an address of today, by a code for something else, while banned or locked, or where it is off (R22, R78)', async () => {
  const who = await person()
  const fresh = visitor()
  const { response } = await fresh.post<{ id: string }>('/client/sign_ins', { identifier: who.email })
  expect((await ask({ browser: fresh, id: response.id })).code).toBe('step_not_allowed')
  const begun = await atSecondStep(who)
  expect((await prove(begun, '123456')).code).toBe('verification_missing')
  const stranger = await atSecondStep(who)
  expect((await ask({ browser: stranger.browser, id: begun.id })).code).toBe('resource_not_found')

  // An intruder’s own address is no way in for a day, even as the main one.
  app.clock.advance(day)
  const added = await call<{ id: string }>('POST', '/email_addresses', {
    user_id: who.id,
    email_address: `new-${who.email}`,
    verified: true,
    primary: true,
  })
  const later = await atSecondStep(who)
  await ask(later)
  expect(await told(`new-${who.email}`)).toEqual([])
  const first = (await call<UserView>('GET', `/users/${who.id}`)).response.email_addresses.find(
    (address) => address.id !== added.response.id,
  )
  const code = await mailedCode(later.browser, who.email)
  await app.database.db
    .deleteFrom('email_addresses')
    .where('id', '=', first?.id ?? '')
    .execute()
  await app.database.db.updateTable('users').set({ banned_at: 1 }).where('id', '=', who.id).execute()
  expect((await prove(later, code)).code).toBe('user_banned')
  await app.database.db.updateTable('users').set({ banned_at: null }).where('id', '=', who.id).execute()
  expect((await prove(later, code)).code).toBe('recovery_unavailable')

  const other = await person()
  const waiting = await atSecondStep(other)
  await ask(waiting)
  await call('POST', `/users/${other.id}/lock`)
  expect((await prove(waiting, '123456')).code).toBe('user_locked')
  await call('POST', `/users/${other.id}/unlock`)
  const right = await mailedCode(waiting.browser, other.email)
  await call('PATCH', '/instance/settings', { recovery: { enabled: false } })
  expect((await signIn(waiting)).response.recovery_wait_hours).toBeNull()
  expect((await ask(waiting)).code).toBe('recovery_unavailable')
  expect((await prove(waiting, right)).code).toBe('recovery_unavailable')
  await call('PATCH', '/instance/settings', { recovery: { enabled: true } })
  expect((await startSignIn(visitor(), other.email)).response.recovery_wait_hours).toBe(72)
})

test('the wait is the operator’s to set between one day and seven (R78)', async () => {
  const patch = (wait_hours: number) => call('PATCH', '/instance/settings', { recovery: { wait_hours } })
  for (const wrong of [0, 23, 169]) expect((await patch(wrong)).status).toBe(422)
  expect((await patch(24)).status).toBe(200)
  const who = await person()
  expect((await recover(who)).step).toMatchObject({ wait_hours: 24, ready_at: app.clock.now() + day })
  await patch(72)
  expect(instance.instance.environment).toBe('development')
})
