import { createBackend } from '@countersign/backend'
import type { BackendUserView, TotpView, UserView } from '@countersign/contract'
import { describe, expect, test } from 'vitest'
import { backend, codeOf, distinct, enrol, mailed, me, second, startSignIn } from '../support/browser.ts'
import { pressUndo, undoToken } from '../support/undo.ts'
import {
  addApp,
  app,
  apps,
  begin,
  confirm,
  instance,
  isRight,
  minute,
  person,
  setScene,
  shown,
  signIn,
  visitor,
} from './scene.ts'

setScene()
const call = <T>(method: string, path: string, body?: unknown) => backend(app, instance)<T>(method, path, body)

describe('somebody with several authenticator apps', () => {
  test('signs in with a code of any, used once each; who uses it is seen in the list (R4)', async () => {
    const { browser, email } = await person()
    const phone = await addApp(browser, ' Phone ')
    const tablet = await addApp(browser, 'Tablet')
    const nameless = await addApp(browser)
    expect((await apps(browser)).map(({ id, name }) => [id, name])).toEqual([
      [phone.id, 'Phone'],
      [tablet.id, 'Tablet'],
      [nameless.id, null],
    ])
    const [first, second] = [shown(tablet.secret), shown(phone.secret)]
    const done = await signIn(email, first)
    expect(done.status).toBe(200)
    expect(await isRight(browser, first)).toBe(false)
    expect(await isRight(browser, second)).toBe(true)
    const used = (await apps(done.browser)).map(({ last_used_at }) => last_used_at)
    expect(used).toEqual([app.clock.now(), app.clock.now(), null])
    expect((await done.browser.get('/me/authenticator_apps')).response).toEqual(await apps(done.browser))
  })

  test('is charged once for a wrong code, however many apps it was held against (R7)', async () => {
    const { browser, email } = await person()
    for (const name of ['a', 'b', 'c']) await addApp(browser, name)
    expect((await signIn(email, '000000')).code).toMatch(/^form_code_/)
    const { id } = (await me(browser)).response
    const failures = app.context.db.selectFrom('failures').select(['level', 'count']).where('subject', '=', id)
    expect(await failures.execute()).toEqual([{ level: 'second', count: 1 }])
  })

  test('has five at most, also when two are confirmed at once', async () => {
    const { browser } = await person()
    for (let i = 0; i < 4; i++) await addApp(browser, `App ${i}`)
    const { id, secret } = (await begin(browser, 'Fifth')).response
    expect((await begin(browser, 'x'.repeat(65))).code).toBe('form_param_format_invalid')
    const code = shown(secret ?? '')
    const answers = await Promise.all([confirm(browser.copy(), id, code), confirm(browser.copy(), id, code)])
    expect(distinct(answers)).toBe(1)
    const owner = await browserAfter(answers, browser)
    expect(await apps(owner)).toHaveLength(5)
    expect((await begin(owner, 'Sixth')).code).toBe('too_many_items')
  })

  test('removes one and the others stay; the last one takes the backup codes along (R64, R69)', async () => {
    const { browser, email } = await person()
    const phone = await addApp(browser, 'Phone')
    const tablet = await addApp(browser, 'Tablet')
    expect((await browser.delete(`/me/authenticator_apps/${phone.id}`)).status).toBe(200)
    expect((await me(browser)).response).toMatchObject({ totp_enabled: true, backup_codes_left: 10 })
    expect(await isRight(browser, shown(phone.secret))).toBe(false)
    const done = await signIn(email, shown(tablet.secret))
    expect(done.status).toBe(200)
    expect((await done.browser.delete('/me/totp')).response).toMatchObject({ id: tablet.id })
    expect((await me(done.browser)).response).toMatchObject({ totp_enabled: false, backup_codes_left: null })
    expect((await startSignIn(visitor(), email)).response.status).toBe('complete')
  })

  test('names them; an app of somebody else is as unknown as one that never was (R66)', async () => {
    const owner = await person()
    const stranger = await person()
    const { id } = await addApp(owner.browser, 'Phone')
    const path = `/me/authenticator_apps/${id}`
    expect((await owner.browser.patch(path, { name: ' Old phone ' })).response).toMatchObject({ name: 'Old phone' })
    expect((await owner.browser.patch(path, { name: ' ' })).code).toBe('form_param_format_invalid')
    for (const [own, none] of [
      [
        await stranger.browser.patch(path, { name: 'x' }),
        await stranger.browser.patch('/me/authenticator_apps/totp_0', { name: 'x' }),
      ],
      [await stranger.browser.delete(path), await stranger.browser.delete('/me/authenticator_apps/totp_0')],
    ] as const)
      expect([own.status, own.code]).toEqual([404, none.code])
    const open = (await begin(owner.browser)).response
    expect((await confirm(owner.browser, id, shown(open.secret ?? ''))).code).toBe('verification_missing')
    expect((await confirm(stranger.browser, open.id, shown(open.secret ?? ''))).code).toBe('verification_missing')
    expect((await apps(owner.browser)).map(({ name }) => name)).toEqual(['Old phone'])
  })

  test('has proven to be themselves lately, or changes none (R64, R58)', async () => {
    const { browser } = await person()
    const { id } = await addApp(browser, 'Phone')
    app.clock.advance(20 * minute)
    expect((await begin(browser)).code).toBe('session_reverification_required')
    expect((await browser.delete(`/me/authenticator_apps/${id}`)).code).toBe('session_reverification_required')
  })

  test('is told of each, on every address, with a way back; an undo puts every one back, used codes stay used (R73)', async () => {
    const { browser, email } = await person()
    const phone = await addApp(browser, 'Phone')
    const tablet = await addApp(browser, 'Tablet')
    await browser.delete(`/me/authenticator_apps/${phone.id}`)
    const [code, used] = [shown(phone.secret), shown(tablet.secret)]
    expect(await isRight(browser, used)).toBe(true)
    const token = await undoToken(browser, email)
    expect((await visitor().post('/undo', { token })).status).toBe(200)
    const { id } = (await call<BackendUserView[]>('GET', `/users?email_address=${encodeURIComponent(email)}`))
      .response[0] ?? { id: '' }
    const user = (await call<BackendUserView>('GET', `/users/${id}`)).response
    expect(user.authenticator_apps.map(({ name }) => name)).toEqual(['Phone', 'Tablet'])
    const rows = await app.context.db
      .selectFrom('totp_factors')
      .selectAll()
      .where('user_id', '=', id)
      .orderBy('created_at')
      .execute()
    const step = Math.floor(app.clock.now() / 30_000)
    // What it showed while it was off the list, and shows now, is burnt (R4).
    expect(rows.map(({ last_step }) => last_step)).toEqual([step + 1, step])
    expect(code).toBe(codeOf(phone.secret, app.clock.now()))
  })
})

describe('the one app of the wire protocol', () => {
  test('is the first of several; set up again, the old one works until the new one is confirmed, and then no more', async () => {
    const { browser, email } = await person()
    const { secret: old } = await enrol(browser)
    const more = await addApp(browser, 'Tablet')
    const [before] = await apps(browser)
    await browser.patch(`/me/authenticator_apps/${before?.id}`, { name: 'Phone' })
    const { response } = await browser.post<TotpView>('/me/totp')
    expect(await isRight(browser, shown(old))).toBe(true)
    app.clock.advance(30_000)
    const confirmed = await browser.post<TotpView>('/me/totp/attempt_verification', {
      code: shown(response.secret ?? ''),
    })
    expect(confirmed.response).toMatchObject({ id: response.id, verified: true, backup_codes: null })
    expect((await apps(browser)).map(({ id, name }) => [id, name])).toEqual([
      [response.id, 'Phone'],
      [more.id, 'Tablet'],
    ])
    app.clock.advance(30_000)
    expect(await isRight(browser, shown(old))).toBe(false)
    expect(await isRight(browser, shown(response.secret ?? ''))).toBe(true)
    const subjects = (await mailed(browser, email)).map(({ subject }) => subject)
    expect(subjects).toContainEqual(expect.stringMatching(/app was replaced/))
  })

  test('can be set up again with five; one that went meanwhile leaves its place to the new one', async () => {
    const { browser } = await person()
    const { secret = '' } = { ...(await enrol(browser)) }
    const [first] = await apps(browser)
    const { response } = await browser.post<TotpView>('/me/totp')
    expect((await browser.delete(`/me/authenticator_apps/${first?.id}`)).status).toBe(200)
    const code = shown(response.secret ?? '')
    expect((await browser.post<TotpView>('/me/totp/attempt_verification', { code })).response.verified).toBe(true)
    expect(await apps(browser)).toMatchObject([{ id: response.id, name: null }])
    expect(secret).not.toBe('')
  })
})

test('the app’s own server sees them all, takes one or all away, and gives one instead', async () => {
  const { browser } = await person()
  for (const name of ['Phone', 'Tablet']) await addApp(browser, name)
  const { id } = (await browser.get<UserView>('/me')).response
  const read = async () => (await call<BackendUserView>('GET', `/users/${id}`)).response
  expect(await read()).toMatchObject({
    totp_enabled: true,
    authenticator_apps: [{ name: 'Phone', secret: null }, { name: 'Tablet' }],
  })
  await call('PATCH', `/users/${id}`, { totp_secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' })
  expect(await read()).toMatchObject({ authenticator_apps: [{ name: null, verified: true }] })
  await call('DELETE', `/users/${id}/totp`)
  expect(await read()).toMatchObject({ totp_enabled: false, authenticator_apps: [] })
})

test('the app’s own server takes one app of several: its user is told with a way back, what was begun dies, the others stay (R61, R66, R73)', async () => {
  const { browser, email } = await person()
  const stranger = await person()
  const sdk = createBackend({
    ...{ url: `http://localhost:4100/i/${instance.instance.slug}`, publishableKey: instance.instance.publishableKey },
    ...{ secretKey: instance.secretKey, fetch: async (input, init) => app.app.request(String(input), init) },
  })
  const phone = await addApp(browser, 'Phone')
  const tablet = await addApp(browser, 'Tablet')
  const { id } = (await me(browser)).response
  const other = (await me(stranger.browser)).response.id
  await expect(sdk.users.removeAuthenticatorApp(other, phone.id)).rejects.toMatchObject({ status: 404 })
  const begun = visitor()
  const first = await startSignIn(begun, email)
  const gone = await sdk.users.removeAuthenticatorApp(id, phone.id)
  expect(gone).toEqual({ object: 'authenticator_app', id: phone.id, deleted: true })
  expect((await second(begun, first.response.id, 'totp', shown(tablet.secret))).status).not.toBe(200)
  expect((await sdk.users.get(id)).authenticator_apps.map(({ name }) => name)).toEqual(['Tablet'])
  expect((await sdk.users.get(id)).mfa_enabled_at).not.toBeNull()
  expect((await call('POST', `/users/${id}/verify_totp`, { code: shown(phone.secret) })).status).toBe(422)
  expect((await signIn(email, shown(tablet.secret))).status).toBe(200)
  const told = (await mailed(browser, email)).filter(({ body }) => body.includes('An authenticator app was removed'))
  expect(told).toHaveLength(1)
  app.clock.advance(1000)
  await sdk.users.removeAuthenticatorApp(id, tablet.id)
  expect(await sdk.users.get(id)).toMatchObject({ totp_enabled: false, mfa_enabled_at: null, authenticator_apps: [] })
  expect((await pressUndo(browser, await undoToken(browser, email))).status).toBe(200)
  expect((await sdk.users.get(id)).authenticator_apps.map(({ name }) => name)).toEqual(['Tablet'])
})

/** The copy whose answer carried the new cookie goes on. */
async function browserAfter(answers: { headers: Headers; status: number }[], browser: ReturnType<typeof visitor>) {
  const cookie = answers.find(({ status }) => status === 200)?.headers.getSetCookie() ?? []
  for (const line of cookie) {
    const [pair = ''] = line.split(';')
    browser.cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
  }
  return browser
}
