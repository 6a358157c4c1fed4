import type { SignInView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { Browser, enrol, me, password, startSignIn } from '../support/browser.ts'
import { change, place, read, rule, sessionsOf, skip, statusClaim, withRules } from './scene.ts'

const day = 86_400_000
let app: TestApp

beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(60_000))

const audited = async (event: string, userId: string) =>
  (
    await app.context.db
      .selectFrom('audit')
      .select('id')
      .where('event', '=', event)
      .where('user_id', '=', userId)
      .execute()
  ).length

test('skips are as many as the rule gives, one for each session, and nothing refills them (R57, S22)', async () => {
  const own = place(
    app,
    await app.create({ name: 'Skips' }, withRules(rule('all', { grace: { kind: 'skips', skips: 2 } }))),
  )
  const someone = await own.person()
  expect(await read(someone)).toMatchObject({
    status: 'pending',
    tasks: [{ key: 'setup-mfa' }],
    mfa_enrolment: {
      rule: { id: 'all' },
      factors: ['totp'],
      reason: 'grace',
      skips_left: 2,
      until: null,
      may_skip: true,
    },
  })
  expect(await change(someone)).toBe('session_pending')
  expect(await statusClaim(someone)).toBe('pending')
  app.clock.advance(1000)
  // Two tabs and a second press use one skip up.
  const tab = { ...someone, browser: someone.browser.copy() }
  expect((await Promise.all([skip(someone), skip(tab)])).map(({ status }) => status)).toEqual([200, 200])
  expect((await skip(someone)).response).toMatchObject({
    status: 'active',
    tasks: null,
    mfa_enrolment: { skips_left: 1, is_skipped: true },
  })
  expect([await change(someone), await statusClaim(someone)]).toEqual(['done', 'active'])

  // Signing out, another browser and another name for the rule give nothing back.
  await own.rules(rule('all', { name: 'Renamed', grace: { kind: 'skips', skips: 50 } }))
  app.clock.advance(1000)
  await someone.browser.send('DELETE', '/client/sessions')
  const again = await own.signIn(someone)
  expect(await read(again)).toMatchObject({ status: 'pending', mfa_enrolment: { skips_left: 1 } })
  const beside = await own.signIn(someone)
  app.clock.advance(1000)
  // The last one is given once, whoever asks at the same time.
  const both = await Promise.all([skip(again), skip(beside)])
  expect(both.map(({ code }) => code ?? 'done').sort()).toEqual(['done', 'mfa_skip_not_allowed'])
  const [lucky, late] = both[0]?.status === 200 ? [again, beside] : [beside, again]
  expect([await change(lucky), await change(late)]).toEqual(['done', 'session_pending'])
  expect((await skip(lucky)).status).toBe(200)
  app.clock.advance(1000)
  const next = await own.signIn(someone)
  expect(await read(next)).toMatchObject({
    status: 'pending',
    mfa_enrolment: { reason: 'grace_over', skips_left: 0, may_skip: false },
  })
  expect((await skip(next)).status).toBe(409)
  expect((await own.receipts(someone.id)).map(({ moment, reason }) => `${moment} ${reason}`)).toEqual([
    'session grace_over',
    'skip skipped',
    'session grace',
    'session grace',
    'skip skipped',
    'session grace',
  ])
  expect(await audited('enrolment.skipped', someone.id)).toBe(2)

  // Enrolling is the way out, and tightening the rule ends what was given at once (R59).
  await enrol(next.browser)
  expect(await read(next)).toMatchObject({ status: 'active', mfa_enrolment: null })
  const other = await own.person()
  await skip(other)
  await own.rules(rule('all'))
  expect(await change(other)).toBe('session_pending')
})

test('who acts as the user spends nothing of theirs, and is not kept waiting by it', async () => {
  const instance = await app.create({ name: 'Acting' }, withRules(rule('all', { grace: { kind: 'skips', skips: 1 } })))
  const own = place(app, instance)
  const { id } = await own.user()
  const made = await own.call<{ token: string }>('POST', '/actor_tokens', { user_id: id, actor: { sub: 'support' } })
  const browser = new Browser(app, instance)
  const done = await browser.post<SignInView>('/client/sign_ins', { strategy: 'ticket', ticket: made.response.token })
  const acting = { browser, id, email: '', session: done.response.created_session_id ?? '' }
  expect(await read(acting)).toMatchObject({ status: 'active', mfa_enrolment: { skips_left: 1, may_skip: false } })
  expect((await skip(acting)).code).toBe('impersonation_not_allowed')
})

test('a deadline begins with the first notice and stays, whatever becomes of the rule; then setting up is all there is (R57, R59)', async () => {
  const own = place(app, await app.create({ name: 'Days' }, withRules()))
  const early = await own.person()
  await own.rules(rule('all', { grace: { kind: 'days', days: 7 } }))
  // Signed in before there was a rule: the next token is the notice.
  expect(await read(early)).toMatchObject({ status: 'active', tasks: null })
  expect(await statusClaim(early)).toBe('active')
  const until = app.clock.now() + 7 * day
  app.clock.advance(day)
  await own.rules(rule('all', { name: 'Renamed', grace: { kind: 'days', days: 30 } }))
  await early.browser.post(`/client/sessions/${early.session}/touch`)
  expect((await read(early)).mfa_enrolment).toMatchObject({ until, may_skip: true, is_skipped: false })
  const back = await own.signIn(early)
  expect((await skip(back)).response).toMatchObject({ status: 'active', mfa_enrolment: { until, is_skipped: true } })
  expect(await change(back)).toBe('done')
  // A factor may not go while a rule wants one, time left or not (R69); a newer notice is a newer deadline.
  const other = await own.person()
  expect((await read(other)).mfa_enrolment?.until).toBe(app.clock.now() + 30 * day)
  await enrol(other.browser)
  expect((await other.browser.delete('/me/totp')).code).toBe('factor_required')

  app.clock.advance(until - app.clock.now())
  expect([await change(early), await change(back)]).toEqual(['session_pending', 'session_pending'])
  expect((await skip(early)).code).toBe('mfa_skip_not_allowed')
  const late = await own.signIn(early)
  await own.signIn(early)
  expect(await read(late)).toMatchObject({
    status: 'pending',
    mfa_enrolment: { reason: 'grace_over', may_skip: false },
  })
  expect(await audited('enrolment.overdue', early.id)).toBe(1)
  // Without rules nothing is owed, and nothing can be put off.
  await own.rules()
  expect([await change(late), (await skip(late)).code]).toEqual(['done', 'mfa_skip_not_allowed'])
})

test('a rule that refuses lets nobody in when time is over: no sign-in, session, token or way of the app’s server (R57, R59)', async () => {
  const strict = { kind: 'metadata', key: 'strict', value: true } as const
  const instance = await app.create(
    { name: 'Refuse' },
    {
      ...withRules(rule('all', { who: strict, grace: { kind: 'days', days: 1 }, after: 'refuse' })),
      lockout: { attempts: 3 },
    },
  )
  const own = place(app, instance)
  const someone = await own.person({ public_metadata: { strict: true } })
  const made = await own.call<{ id: string }>('POST', '/sessions', { user_id: someone.id })
  expect(await change(someone)).toBe('done')
  app.clock.advance(day)
  expect((await me(someone.browser)).code).toBe('mfa_enrolment_overdue')
  const mint = `/client/sessions/${someone.session}/tokens`
  expect((await someone.browser.post(mint)).code).toBe('mfa_enrolment_overdue')
  expect(await sessionsOf(someone)).toEqual([])
  expect((await own.call('POST', `/sessions/${made.response.id}/tokens`)).code).toBe('mfa_enrolment_overdue')
  expect((await own.call('POST', '/sessions', { user_id: someone.id })).code).toBe('mfa_enrolment_overdue')

  // The shut session is none to go back to, and none that keeps others from this browser.
  const lost = someone.browser.copy()
  expect((await startSignIn(lost, someone.email)).code).toBe('mfa_enrolment_overdue')
  expect((await startSignIn(someone.browser, someone.email)).code).toBe('mfa_enrolment_overdue')
  expect(someone.browser.cookies.get('__client')).toBe(lost.cookies.get('__client'))
  await own.patch({ sessions: { single: true } })
  expect((await startSignIn(someone.browser, (await own.user()).email)).response.status).toBe('complete')
  expect((await startSignIn(someone.browser, (await own.user()).email)).code).toBe('session_exists')

  const browser = new Browser(app, instance)
  const refused = await startSignIn(browser, someone.email)
  expect([refused.status, refused.code]).toEqual([403, 'mfa_enrolment_overdue'])
  expect(refused.client?.sessions).toEqual([])
  expect(refused.client?.sign_in?.status).toBe('abandoned')
  const attempt = `/client/sign_ins/${refused.client?.sign_in?.id}/attempt_first_factor`
  expect((await browser.post(attempt, { strategy: 'password', password })).code).toBe('attempt_expired')
  expect((await me(browser)).status).toBe(401)
  // Right passwords are no failures, however often.
  for (let count = 0; count < 4; count++)
    expect((await startSignIn(new Browser(app, instance), someone.email)).code).toBe('mfa_enrolment_overdue')
  const [receipt] = await own.receipts(someone.id)
  expect(receipt).toMatchObject({ moment: 'session', outcome: 'refuse', reason: 'grace_over', session_id: null })
  expect(receipt?.words).toContain('time to set one up is over')

  // Nobody can begin where nobody could set one up, and nothing is left of the try.
  await own.rules(rule('all', { after: 'refuse' }))
  const newcomer = new Browser(app, instance)
  const email = 'newcomer@refuse.example'
  const { response } = await newcomer.post<{ id: string }>('/client/sign_ups', { email_address: email, password })
  await newcomer.post(`/client/sign_ups/${response.id}/prepare_verification`, { strategy: 'email_code' })
  const sent = await own.call<{ code?: string }[]>('GET', `/testing/messages?to=${email}`)
  const code = sent.response.at(-1)?.code ?? ''
  const tried = await newcomer.post(`/client/sign_ups/${response.id}/attempt_verification`, { code })
  expect(tried.code).toBe('mfa_enrolment_overdue')
  expect((await own.call<{ total_count: number }>('GET', '/users/count')).response.total_count).toBe(3)
})
