import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { Browser, codeOf, enrol, second, startSignIn } from '../support/browser.ts'
import { addPasskey, signInByPasskey, startPasskey } from '../support/passkeys.ts'
import { newNumber } from '../support/phones.ts'
import { change, factorsOn, place, read, rule, withRules } from './scene.ts'

let app: TestApp

beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

test('a kind that the rule does not name neither satisfies it nor stands in for one that does (R57, R58, R69)', async () => {
  const instance = await app.create({ name: 'Kinds' }, withRules())
  const own = place(app, instance)
  const number = newNumber()
  const someone = await own.user({ phone_number: [number] })
  const [phone] = (await own.call<{ phone_numbers: { id: string }[] }>('GET', `/users/${someone.id}`)).response
    .phone_numbers
  await own.call('PATCH', `/phone_numbers/${phone?.id}`, { reserved_for_second_factor: true })
  await own.rules(rule('all'))

  // What there is, is proven first; then the right one is set up, and nothing else.
  const browser = new Browser(app, instance)
  const first = await startSignIn(browser, someone.email)
  expect(first.response).toMatchObject({
    status: 'needs_second_factor',
    asked_because: { reason: 'second_factor_enrolled' },
  })
  expect(first.response.supported_second_factors.map(({ strategy }) => strategy)).toEqual(['phone_code'])
  app.clock.advance(1000)
  expect((await browser.post('/me/totp')).status).toBe(401)
  const move = `/client/sign_ins/${first.response.id}`
  await browser.post(`${move}/prepare_second_factor`, { strategy: 'phone_code' })
  const sent = await own.call<{ code?: string }[]>('GET', `/testing/messages?to=${encodeURIComponent(number)}`)
  const done = await second(browser, first.response.id, 'phone_code', sent.response.at(-1)?.code ?? '')
  const here = { ...someone, browser, session: done.response.created_session_id ?? '' }
  expect(await read(here)).toMatchObject({
    status: 'pending',
    mfa_enrolment: { factors: ['totp'], reason: 'rule_requires' },
  })
  expect((await startPasskey(browser)).code).toBe('factor_not_accepted')
  const { secret } = await enrol(browser)
  expect(await change(here)).toBe('done')

  // From now on no other opens the door, and the right one stays (R69).
  const next = new Browser(app, instance)
  const asked = await startSignIn(next, someone.email)
  expect(asked.response.asked_because).toEqual({ reason: 'rule_requires', rule: { id: 'all', name: 'Rule all' } })
  app.clock.advance(1000)
  expect(asked.response.supported_second_factors.map(({ strategy }) => strategy)).toEqual(['totp', 'backup_code'])
  const refused = await next.post(`/client/sign_ins/${asked.response.id}/prepare_second_factor`, {
    strategy: 'phone_code',
  })
  expect(refused.code).toBe('strategy_for_user_invalid')
  expect((await second(next, asked.response.id, 'totp', codeOf(secret, app.clock.now()))).response.status).toBe(
    'complete',
  )
  expect((await browser.delete('/me/totp')).code).toBe('factor_required')
  expect((await own.receipts(someone.id)).map(({ moment, reason }) => `${moment} ${reason}`)).toEqual([
    'session rule_satisfied',
    'second_step rule_requires',
    'session rule_requires',
    'second_step second_factor_enrolled',
  ])
})

test('a passkey is both steps unless a rule names another kind that the user has (R35, R58)', async () => {
  const instance = await app.create({ name: 'Whole' }, { ...withRules(), first_factors: { passkey: true } })
  const own = place(app, instance)
  const someone = await own.person()
  const { device } = await addPasskey(someone.browser)
  await own.rules(rule('all'))
  const signIn = async () => (await signInByPasskey(new Browser(app, instance), device)).response
  expect((await signIn()).status).toBe('complete')
  await enrol(someone.browser)
  const asked = await signIn()
  expect(asked.status).toBe('needs_second_factor')
  expect(asked.supported_second_factors.map(({ strategy }) => strategy)).toEqual(['totp', 'backup_code'])
  await own.patch({ multi_factor: { ...factorsOn, rules: [rule('all', { factors: ['passkey', 'totp'] })] } })
  expect((await signIn()).status).toBe('complete')
})
