import type { FreshnessView } from '@countersign/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { mfaOn, startTestApp, type TestApp } from '../support/app.ts'
import { type Answer, Browser, password, second } from '../support/browser.ts'
import { type Enrolee, type Person, sceneOf } from './scene.ts'

let app: TestApp
let instance: CreatedInstance
let scene: ReturnType<typeof sceneOf>
let alice: Enrolee

const minutes = (count: number) => count * 60_000

beforeAll(async () => {
  app = await startTestApp()
  const presets = { quarter: { level: 'first_factor', minutes: 15 } } as const
  instance = await app.create({}, { ...mfaOn, reverification: { presets } })
  scene = sceneOf(app, instance)
  alice = await scene.enrolled()
})
afterAll(() => app.close())

const freshness = ({ session }: Person, wish: object): Promise<Answer<FreshnessView>> =>
  scene.call('POST', `/sessions/${session}/freshness`, wish)
const metBy = async (who: Person) => {
  const names = ['strict_mfa', 'strict', 'moderate', 'lax', 'quarter']
  const answers = await Promise.all(names.map((preset) => freshness(who, { preset })))
  return names.filter((_, index) => answers[index]?.response.fresh)
}

test('each preset is met by the age of its own proofs, and using a session makes none younger (R81)', async () => {
  expect(await metBy(alice)).toEqual(['strict_mfa', 'strict', 'moderate', 'lax', 'quarter'])
  app.clock.advance(minutes(10))
  for (const use of ['touch', 'tokens']) await alice.browser.post(`/client/sessions/${alice.session}/${use}`)
  expect(await metBy(alice)).toEqual(['moderate', 'lax', 'quarter'])
  expect((await scene.claims(alice))['fva']).toEqual([10, 10])
  app.clock.advance(minutes(60))
  expect(await metBy(alice)).toEqual(['lax'])
  await scene.verify(alice, '', { level: 'second_factor' })
  await scene.totp(alice)
  expect(await metBy(alice)).toEqual(['strict', 'moderate', 'lax'])
  await scene.verify(alice, '', { level: 'first_factor' })
  await scene.first(alice)
  expect(await metBy(alice)).toEqual(['strict_mfa', 'strict', 'moderate', 'lax', 'quarter'])
  const custom = { level: 'second_factor', max_age_minutes: 1 }
  expect((await freshness(alice, custom)).response).toMatchObject({ fresh: true, reason: null, max_age: 60 })
  app.clock.advance(minutes(1))
  expect((await freshness(alice, custom)).response).toMatchObject({ fresh: false, reason: 'reverification_required' })
})

test('what is missing is told in a form that programs understand (R82)', async () => {
  app.clock.advance(minutes(10))
  const refused = await alice.browser.post('/me/backup_codes')
  expect([refused.status, refused.code]).toEqual([403, 'session_reverification_required'])
  expect(refused.errors[0]?.meta).toEqual({ reverification: { level: 'second_factor', after_minutes: 10 } })
  expect((await freshness(alice, { preset: 'unknown' })).code).toBe('form_param_format_invalid')
})

test('a demand for the second factor is never met with the first, by who has it or by who has not (R83)', async () => {
  await scene.verify(alice, '', { level: 'first_factor' })
  await scene.first(alice)
  expect(await metBy(alice)).toEqual(['moderate', 'lax', 'quarter'])
  const plain = await scene.person()
  expect(await metBy(plain)).toEqual(['quarter'])
  expect((await freshness(plain, { preset: 'lax' })).response.reason).toBe('factor_enrolment_required')
  expect((await scene.verify(plain, '', { level: 'second_factor', downgrade: 'false' })).code).toBe(
    'factor_enrolment_required',
  )
  // Browsers of the protocol ask everybody for the second factor. What such a run proves is the first, and nobody is told otherwise.
  const begun = await scene.verify(plain, '', { level: 'second_factor' })
  expect(begun.response).toMatchObject({ level: 'first_factor', status: 'needs_first_factor' })
  await scene.first(plain)
  expect((await scene.claims(plain))['fva']).toEqual([0, -1])
  expect((await freshness(plain, { preset: 'lax' })).response.fresh).toBe(false)
  const require = (required: boolean) => scene.call('PATCH', '/instance/settings', { multi_factor: { required } })
  await require(true)
  expect((await freshness(plain, { preset: 'quarter' })).code, 'half signed in').toBe('session_pending')
  await require(false)
  await scene.call('PATCH', '/instance/settings', { reverification: { downgrade: true } })
  expect((await scene.verify(plain, '', { level: 'second_factor', downgrade: 'false' })).response.level).toBe(
    'first_factor',
  )
  await scene.call('PATCH', '/instance/settings', { reverification: { downgrade: false } })
})

test('a proof counts for its user and its session: not for another one, and not because a browser is known (R84)', async () => {
  await scene.verify(alice, '', { level: 'multi_factor' })
  const token = await scene.claims(alice)
  await scene.first(alice)
  await scene.totp(alice)
  expect((await scene.claims(alice))['fva']).not.toEqual(token['fva'])
  const elsewhere = await scene.elsewhere(alice)
  app.clock.advance(minutes(10))
  await scene.verify(alice, '', { level: 'second_factor' })
  await scene.totp(alice)
  expect(await metBy(alice)).toContain('strict')
  expect(await metBy(elsewhere)).not.toContain('strict')
  // The browser is one that Alice signed in with twice; her password there is one factor all the same.
  await scene.verify(elsewhere, '', { level: 'first_factor' })
  await scene.first(elsewhere)
  expect(await metBy(elsewhere)).not.toContain('strict')
})

test('the token of the client follows a proof at once, in the same minute too (R84)', async () => {
  const { browser, session } = alice
  const current = async () =>
    (await browser.get<{ last_active_token: { jwt: string } }>(`/client/sessions/${session}`)).response
      .last_active_token.jwt
  const before = await current()
  expect(await current(), 'it is kept while nothing happens').toBe(before)
  await scene.verify(alice, '', { level: 'second_factor' })
  await scene.totp(alice)
  expect(await current()).not.toBe(before)
})

test('amr says what was proven in this session, and mfa only after two kinds of proof (R92)', async () => {
  const plain = await scene.person()
  expect((await scene.claims(plain))['amr']).toEqual(['pwd'])
  expect((await scene.claims(alice))['amr']).toEqual(['pwd', 'otp', 'mfa'])
  const browser = new Browser(app, instance)
  const begun = await browser.post<{ id: string }>('/client/sign_ins', { identifier: alice.email, password })
  await second(browser, begun.response.id, 'backup_code', alice.backupCodes[0] ?? '')
  const session = (await browser.get<{ last_active_session_id: string }>('/client')).response.last_active_session_id
  expect((await scene.claims({ ...alice, browser, session }))['amr']).toEqual(['pwd', 'backup', 'mfa'])
  const made = await scene.call<{ id: string }>('POST', '/sessions', { user_id: (await scene.claims(plain))['sub'] })
  const minted = await scene.call<{ jwt: string }>('POST', `/sessions/${made.response.id}/tokens`)
  const claims = JSON.parse(Buffer.from(minted.response.jwt.split('.')[1] ?? '', 'base64url').toString())
  expect(claims).toMatchObject({ amr: [], fva: [-1, -1] })
})

test('presets and actions are settings with bounds, and the built-in names mean what every SDK takes them for (R81)', async () => {
  const change = async (reverification: object) =>
    (await scene.call('PATCH', '/instance/settings', { reverification })).errors[0]?.meta['param_name']
  expect(await change({ presets: { strict: { level: 'first_factor', minutes: 60 } } })).toBe('reverification.presets')
  expect(await change({ presets: { mine: { level: 'none', minutes: 60 } } })).toBe('reverification.presets.mine.level')
  expect(await change({ presets: { mine: { level: 'first_factor', minutes: 0 } } })).toBe(
    'reverification.presets.mine.minutes',
  )
  expect(await change({ actions: { payout: 'gone' } })).toBe('reverification.actions')
  expect(
    await change({ actions: { payout: 'strict_mfa' }, presets: { mine: { level: 'multi_factor', minutes: 1440 } } }),
  ).toBe(undefined)
  expect(await change({ actions: { payout: null }, presets: { mine: null } })).toBe(undefined)
})
