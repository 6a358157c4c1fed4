import type { StepUpData } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { mfaOn, startTestApp, type TestApp } from '../support/app.ts'
import { distinct, me } from '../support/browser.ts'
import { type Enrolee, sceneOf } from './scene.ts'

let app: TestApp
let scene: ReturnType<typeof sceneOf>
let alice: Enrolee
let mallory: Enrolee

const action = 'payout'
const data: StepUpData = { amount: '120.00', currency: 'EUR', receiver: 'Bea Müller' }
const minute = 60_000

beforeAll(async () => {
  app = await startTestApp()
  const reverification = {
    presets: { twice: { level: 'multi_factor', minutes: 5 } },
    actions: { 'key.delete': 'twice' },
  }
  scene = sceneOf(app, await app.create({}, { ...mfaOn, reverification } as typeof mfaOn))
  alice = await scene.enrolled()
  mallory = await scene.enrolled()
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(minute))

const audited = async (event: string) =>
  (await app.context.db.selectFrom('audit').select('details').where('event', '=', event).execute()).map((row) =>
    JSON.parse(row.details),
  )

test('one action with its data is approved by a proof made for it, and its token is redeemed once (R81, R84)', async () => {
  const asked = await scene.ask(alice, action, data)
  expect(asked.response).toMatchObject({ object: 'step_up', action, data, level: 'second_factor' })
  const { id } = asked.response
  // Alice signed in with both factors minutes ago: that is a proof, and not one for this.
  expect((await scene.token(alice, id)).code).toBe('step_up_not_approved')
  expect((await scene.verify(alice, '', { step_up_id: id, level: 'first_factor' })).response).toMatchObject({
    level: 'second_factor',
    status: 'needs_second_factor',
  })
  const thief = alice.browser.copy()
  expect((await scene.totp(alice)).response.status).toBe('complete')
  const provenAt = app.clock.now()
  app.clock.advance(46_000)
  expect((await me(thief)).status, 'the cookie of before is dead').toBe(401)
  const tries = await Promise.all(Array.from({ length: 5 }, () => scene.token(alice, id)))
  expect(tries.map(({ code }) => code)).toEqual(Array(5).fill(undefined))
  expect(distinct(tries), 'one token, told again for some seconds').toBe(1)
  const [taken] = tries
  if (!taken) throw new Error('no token')
  expect(taken.response.token).toMatch(/^[\w-]{43}$/)
  expect(taken.response.expires_at).toBe(provenAt + 5 * minute)
  app.clock.advance(46_000)
  expect((await scene.token(alice, id)).code, 'there is one token').toBe('step_up_not_approved')
  const { token } = taken.response
  const stored = await app.context.db.selectFrom('step_ups').selectAll().where('id', '=', id).executeTakeFirst()
  expect(JSON.stringify(stored)).not.toMatch(new RegExp(`${token}|Müller|120`))

  // Whoever writes the data in another order means the same.
  const same = { receiver: 'Bea Müller', currency: 'EUR', amount: '120.00' }
  const body = { token, action, data: same, session_id: alice.session, level: 'second_factor' }
  const answers = await Promise.all(Array.from({ length: 8 }, () => scene.redeem(body)))
  expect(answers.map(({ code }) => code).sort()).toEqual([...Array(7).fill('step_up_spent'), undefined])
  const user = (await me(alice.browser)).response.id
  expect(answers.find(({ status }) => status === 200)?.response).toMatchObject({
    ...{ object: 'step_up_approval', id, user_id: user, session_id: alice.session, action, level: 'second_factor' },
    amr: ['otp'],
  })
  for (const event of ['step_up.asked', 'step_up.approved', 'step_up.redeemed'])
    expect(await audited(event)).toContainEqual(expect.objectContaining({ id, action, session_id: alice.session }))
})

test('what approved one action makes the session no fresher, and closing the question owes nothing (R64, R84)', async () => {
  app.clock.advance(20 * minute)
  const change = () => alice.browser.post('/me/backup_codes')
  expect((await change()).code).toBe('session_reverification_required')
  await scene.approve(alice, action, data)
  expect((await change()).code).toBe('session_reverification_required')
  await scene.verify(alice, '', { level: 'second_factor' })
  await scene.totp(alice)
  const { id } = (await scene.ask(alice, action, data)).response
  await scene.verify(alice, '', { step_up_id: id })
  expect((await change()).status).toBe(200)
})

describe('a token presented for something else', () => {
  test.each([
    ['another action', { action: 'refund' }, 'action'],
    ['other data', { data: { ...data, amount: '12000.00' } }, 'data'],
    ['less data', { data: { amount: '120.00' } }, 'data'],
    ['another session', { session_id: 'sess_01ARZ3NDEKTSV4RRFFQ69G5FAV' }, 'session_id'],
    ['another user', { user_id: 'user_other' }, 'user_id'],
    ['a stronger level', { level: 'multi_factor' }, 'level'],
  ])('is refused and burnt: %s', async (_, wrong, name) => {
    const token = await scene.approve(alice, action, data)
    const refused = await scene.redeem({ token, action, data, ...wrong })
    expect([refused.status, refused.code, refused.errors[0]?.meta]).toMatchObject([
      422,
      'step_up_mismatch',
      { param_name: name },
    ])
    expect((await scene.redeem({ token, action, data })).code, 'no second try').toBe('step_up_spent')
    expect((await audited('step_up.burnt')).at(-1)).toMatchObject({ differs: name })
  })

  test.each([
    ['too late', () => app.clock.advance(5 * minute), {}],
    ['later than the app wants', () => app.clock.advance(31_000), { max_age_seconds: 30 }],
    ['after its session ended', () => alice.browser.post(`/client/sessions/${alice.session}/end`), {}],
  ])('is refused %s', async (_, wait, more) => {
    alice = await scene.elsewhere(alice)
    const token = await scene.approve(alice, action, data)
    await wait()
    expect((await scene.redeem({ token, action, data, ...more })).code).toBe('step_up_spent')
    expect((await scene.redeem({ token, action, data })).code).toBe('step_up_spent')
    alice = await scene.elsewhere(alice)
  })

  test('is refused after a change of the account, and for a banned user (R61)', async () => {
    const someone = await scene.enrolled()
    const [one, other] = [await scene.approve(someone, action, data), await scene.approve(someone, action, data)]
    const user = (await me(someone.browser)).response.id
    await scene.call('POST', `/users/${user}/ban`)
    expect((await scene.redeem({ token: one, action, data })).code).toBe('step_up_spent')
    await scene.call('POST', `/users/${user}/unban`)
    await scene.call('PATCH', `/users/${user}`, { password: 'an operators choice' })
    expect((await scene.redeem({ token: other, action, data })).code).toBe('step_up_spent')
    expect((await scene.redeem({ token: 'nobody made this', action, data })).code).toBe('step_up_spent')
  })
})

describe('an approval is refused', () => {
  test('to another session of the same user, to somebody else and without a proof of its own (R84)', async () => {
    const { id } = (await scene.ask(alice, action, data)).response
    const elsewhere = await scene.elsewhere(alice)
    for (const other of [elsewhere, mallory]) {
      expect((await scene.verify(other, '', { step_up_id: id })).code).toBe('resource_not_found')
      expect((await scene.token(other, id)).code).toBe('step_up_not_approved')
    }
    // A proof for another action, and one for the session, are no proof for this one.
    const second = (await scene.ask(alice, action, { ...data, amount: '1.00' })).response
    await scene.verify(alice, '', { step_up_id: second.id })
    await scene.totp(alice)
    await scene.verify(alice, '', { level: 'second_factor' })
    await scene.totp(alice)
    expect((await scene.token(alice, id)).code).toBe('step_up_not_approved')
    expect((await scene.token(alice, second.id)).status).toBe(200)
    expect((await scene.verify(alice, '', { step_up_id: second.id })).code, 'approved already').toBe(
      'resource_not_found',
    )
  })

  test('when it was asked for too long ago, or the account changed meanwhile (R61)', async () => {
    const { id } = (await scene.ask(alice, action, data)).response
    app.clock.advance(4 * minute)
    await scene.verify(alice, '', { step_up_id: id })
    app.clock.advance(6 * minute)
    expect((await scene.totp(alice)).code).toBe('form_code_incorrect')
    expect((await scene.verify(alice, '', { step_up_id: id })).code).toBe('resource_not_found')
  })

  test('by guesses: they spend the budget of sign-in, and a new question refills nothing (R85)', async () => {
    const codes: (string | undefined)[] = []
    for (let i = 0; i < 11; i++) {
      if (i % 4 === 0) {
        const { id } = (await scene.ask(mallory, action, data)).response
        await scene.verify(mallory, '', { step_up_id: id })
      }
      codes.push((await scene.verify(mallory, '/attempt_second_factor', { strategy: 'totp', code: '000000' })).code)
    }
    expect(codes).toEqual([...Array(10).fill('form_code_incorrect'), 'user_locked'])
  })

  test('to who has no second factor: nothing weaker is taken in its place, unless the instance says so (R83)', async () => {
    const plain = await scene.person()
    expect((await scene.ask(plain, action, data)).code).toBe('factor_enrolment_required')
    expect((await scene.ask(plain, action, data, { level: 'first_factor' })).code).toBe('factor_enrolment_required')
    await scene.call('PATCH', '/instance/settings', { reverification: { downgrade: true } })
    const asked = await scene.ask(plain, action, data)
    await scene.call('PATCH', '/instance/settings', { reverification: { downgrade: false } })
    expect(asked.response.level).toBe('first_factor')
    await scene.verify(plain, '', { step_up_id: asked.response.id })
    expect((await scene.first(plain)).response.status).toBe('complete')
    const { token } = (await scene.token(plain, asked.response.id)).response
    const refused = await scene.redeem({ token, action, data, level: 'second_factor' })
    expect([refused.code, refused.errors[0]?.meta]).toMatchObject(['step_up_mismatch', { param_name: 'level' }])
  })

  test('to somebody who acts as the user (R79)', async () => {
    const { id } = (await me(alice.browser)).response
    const made = await scene.call<{ token: string }>('POST', '/actor_tokens', { user_id: id, actor: { sub: 'help' } })
    const desk = {
      ...alice,
      browser: new (alice.browser.constructor as typeof import('../support/browser.ts').Browser)(
        app,
        alice.browser.instance,
      ),
    }
    const ticket = { strategy: 'ticket', ticket: made.response.token }
    desk.session = (
      await desk.browser.post<{ created_session_id: string }>('/client/sign_ins', ticket)
    ).response.created_session_id
    expect((await scene.ask(desk, action, data)).code).toBe('impersonation_not_allowed')
  })
})

test('an action is approved with the level of its preset; a page can ask for more, never for less (R83)', async () => {
  const { id, level } = (await scene.ask(alice, 'key.delete', { key: 'prod' }, { level: 'first_factor' })).response
  expect(level).toBe('multi_factor')
  await scene.verify(alice, '', { step_up_id: id })
  expect((await scene.totp(alice)).code).toBe('step_not_allowed')
  expect((await scene.first(alice)).response.status).toBe('needs_second_factor')
  expect((await scene.token(alice, id)).code, 'half is nothing').toBe('step_up_not_approved')
  await scene.totp(alice)
  const { token } = (await scene.token(alice, id)).response
  const redeemed = await scene.redeem({ token, action: 'key.delete', data: { key: 'prod' }, level: 'multi_factor' })
  expect(redeemed.response.amr).toEqual(['pwd', 'otp', 'mfa'])
  expect((await scene.ask(alice, action, data, { level: 'multi_factor' })).response.level).toBe('multi_factor')
})

test.each([
  ['text that reads backwards', { receiver: 'Bea \u202Eecila' }],
  ['text of no width', { amount: '1\u200b0' }],
  ['line breaks', { note: 'pay\nnothing' }],
  ['numbers that have no exact neighbour', { amount: 2 ** 53 }],
  ['what does not fit on a line', { order: { amount: 1 } as unknown as string }],
  ['names that are none', { 'a b': 1 }],
  ['more than can be read', Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`row${i}`, i]))],
])('nobody is asked to approve %s', async (_, unreadable) => {
  expect((await scene.ask(alice, action, unreadable as StepUpData)).code).toBe('form_param_format_invalid')
  const presented = await scene.redeem({ token: 'any', action, data: unreadable })
  expect(presented.code).toBe('form_param_format_invalid')
})
