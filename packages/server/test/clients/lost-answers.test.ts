import type { ClientView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { frontendRoutes } from '../../src/frontend-api/routes.ts'
import { overlap } from '../../src/sessions/renewal.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { type Answer, type Browser, me, startSignIn } from '../support/browser.ts'
import { type Confirming, everything, proofs, type Stage, shownOnce } from './proofs.ts'

let app: TestApp
let stage: Stage

beforeAll(async () => {
  app = await startTestApp()
  const instance = await app.create({}, everything)
  stage = { app, instance, trusting: await app.create({ name: 'Trusting' }, { device_trust: true }) }
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(11 * 60_000))

const all = { ...proofs, ...shownOnce }
const begin = (kind: string) => (all[kind] as (stage: Stage) => Promise<Confirming>)(stage)
const bodies = (answers: Answer<unknown>[]) => [
  ...new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))),
]
const cookiesOf = (answer: Answer<unknown>) => answer.headers.getSetCookie()
/** A browser as it is when only its cookie arrived, or not even that. */
const renewed = (proof: Confirming, sender: Browser) =>
  proof.browser.cookies.get('__client') !== sender.cookies.get('__client')
const setsTrust = (answer: Answer<unknown>) => cookiesOf(answer).some((line) => line.includes('trusted_'))

/** Asked again, it is made again: each request ends the set before, so that a lost one costs nothing. */
const madeAgain = 'a new set of backup codes'

describe.each(Object.keys(all).filter((kind) => kind !== madeAgain))('when the answer to %s is lost', (kind) => {
  test('its very same repeat gets the very same answer, with the old cookie and with the new one', async () => {
    const proof = await begin(kind)
    const sender = proof.browser.copy()
    const first = await proof.send(sender)
    expect([first.status, first.body]).toEqual([200, expect.anything()])
    app.clock.advance(10_000)
    const again = await proof.send(proof.browser)
    expect(bodies([again])).toEqual(bodies([first]))
    expect(cookiesOf(again)).toEqual(cookiesOf(first))
    expect(proof.browser.cookies).toEqual(sender.cookies)
    const third = await proof.send(proof.browser.copy())
    if (!setsTrust(first) && kind !== 'a password, with the start' && kind !== 'another password')
      expect(bodies([third])).toEqual(bodies([first]))
    const { response } = await proof.browser.get<ClientView | null>('/client')
    expect(response?.sessions.length ?? 0).toBe(first.client?.sessions.length ?? 0)
  })

  test('fifty at once have one effect and one answer', async () => {
    const proof = await begin(kind)
    const before = proof.browser.copy()
    const senders = Array.from({ length: 50 }, () => proof.browser.copy())
    const answers = await Promise.all(senders.map((sender) => proof.send(sender)))
    // One browser has four places in the queue for passwords; what is refused there has no effect and charges nothing.
    const isAnswered = (answer: Answer<unknown> | undefined) => answer?.code !== 'server_busy'
    const answered = answers.filter(isAnswered)
    expect(answered.map(({ status }) => status)).toEqual(Array(answered.length).fill(200))
    expect(answered.length).toBeGreaterThanOrEqual(/password|first factor/.test(kind) ? 4 : 50)
    expect(bodies(answered)).toHaveLength(1)
    const done = senders.filter((_, index) => isAnswered(answers[index]))
    expect(new Set(done.map((sender) => sender.cookies.get('__client'))).size).toBe(1)
    const { response } = await (done[0] as Browser).get<ClientView | null>('/client')
    expect(response?.sessions.length ?? 0).toBe(answered[0]?.client?.sessions.length ?? 0)
    expect(renewed({ ...proof, browser: before }, done[0] as Browser)).toBe(kind in proofs)
  })
})

test('a set of backup codes whose answer was lost ends with the next one, however soon that is asked for', async () => {
  const proof = await begin(madeAgain)
  const codesOf = async () => {
    const { status, body } = await proof.send(proof.browser)
    expect(status).toBe(200)
    return (body as { response: { codes: string[] } }).response.codes
  }
  const [lost, shown] = [await codesOf(), await codesOf()]
  expect(shown.filter((code) => lost.includes(code))).toEqual([])
  const check = (code = '') => proof.browser.post('/me/backup_codes/check', { code })
  expect([(await check(lost[0])).status, (await check(shown[0])).status]).toEqual([422, 200])
})

test('fifty requests for backup codes at once make one set', async () => {
  const proof = await begin(madeAgain)
  const senders = Array.from({ length: 50 }, () => proof.browser.copy())
  const answers = await Promise.all(senders.map((sender) => proof.send(sender)))
  expect(bodies(answers)).toHaveLength(1)
})

test('every request that was repeated above is one that the table says so of, and the other way round', () => {
  const flagged = frontendRoutes.filter((route) => route.repeats).map(({ method, path }) => `${method} ${path}`)
  expect(flagged.sort()).toEqual([
    'PATCH /client/sign_ups/:id',
    'PATCH /me/phone_numbers/:id',
    'POST /client/sessions/:session_id/step_ups/:id/token',
    'POST /client/sessions/:session_id/verify/attempt_first_factor',
    'POST /client/sessions/:session_id/verify/attempt_second_factor',
    'POST /client/sign_ins',
    'POST /client/sign_ins/:id/attempt_first_factor',
    'POST /client/sign_ins/:id/attempt_recovery',
    'POST /client/sign_ins/:id/attempt_second_factor',
    'POST /client/sign_ins/:id/reset_password',
    'POST /client/sign_ups',
    'POST /client/sign_ups/:id/attempt_verification',
    'POST /me/authenticator_apps/:id/attempt_verification',
    'POST /me/backup_codes',
    'POST /me/change_password',
    'POST /me/email_addresses/:id/attempt_verification',
    'POST /me/passkeys/:id/attempt_verification',
    'POST /me/phone_numbers/:id/attempt_verification',
    'POST /me/remove_password',
    'POST /me/totp/attempt_verification',
  ])
})

test('the overlap ends: then the old cookie is that of a stranger, and a repeat is no repeat', async () => {
  const proof = await begin('an authenticator app')
  const kept = proof.browser.copy()
  await proof.send(proof.browser)
  app.clock.advance(overlap - 1)
  expect((await me(kept)).status).toBe(200)
  app.clock.advance(1)
  expect((await me(kept)).status).toBe(401)
  expect((await proof.send(kept)).code).toBe('signed_out')
  expect((await me(proof.browser)).status).toBe(200)
})

test('guesses at what was proven are compared three times, then not even the right one is', async () => {
  const proof = await begin('a second factor')
  const kept = proof.browser.copy()
  await proof.send(proof.browser)
  const path = `/client/sign_ins/${proof.signIn}/attempt_second_factor`
  const guess = (code: number) => kept.copy().post(path, { strategy: 'totp', code: String(100_000 + code) })
  const guesses = await Promise.all(Array.from({ length: 20 }, (_, index) => guess(index)))
  expect(new Set(guesses.map(({ code }) => code))).toEqual(new Set(['client_renewed']))
  const right = await proof.send(kept)
  expect([right.code, cookiesOf(right)]).toEqual(['client_renewed', []])
})

test('what was shown without a proof is not shown to the old cookie, which needs no secret to ask for it', async () => {
  const made = await begin('a new set of backup codes')
  const shown = await made.send(made.browser)
  const kept = made.browser.copy()
  const session = (await made.browser.get<ClientView>('/client')).response.last_active_session_id
  const path = `/client/sessions/${session}/verify`
  await made.browser.post(path, { level: 'first_factor' })
  const proven = await made.browser.post(`${path}/attempt_first_factor`, {
    strategy: 'password',
    password: 'correct horse battery',
  })
  expect([shown.status, proven.status]).toEqual([200, 200])
  expect((await made.send(kept)).code).toBe('client_renewed')
})

test('a server that was killed before it answered has left the new cookie for the repeat', async () => {
  const proof = await begin('an authenticator app')
  const sender = proof.browser.copy()
  await proof.send(sender)
  const { keyring, db } = app.context
  const [row] = await db.selectFrom('client_renewals').selectAll().orderBy('created_at', 'desc').execute()
  if (!row) throw new Error('no renewal')
  const cookie = { clientToken: sender.cookies.get('__client') }
  const binding = { purpose: 'answer', row: row.id, owner: row.instance_id } as const
  const change = { answer_sealed: keyring.seal(JSON.stringify({ cookie }), binding), answered_at: null }
  await db.updateTable('client_renewals').set(change).where('id', '=', row.id).execute()
  expect((await proof.send(proof.browser)).code).toBe('client_renewed')
  expect((await me(proof.browser)).response).toMatchObject({ totp_enabled: true })
})

test('an older answer never takes the place of a newer cookie', async () => {
  const proof = await begin('a password')
  const slow = proof.browser.copy()
  await proof.send(proof.browser)
  const { cookies } = proof.browser.copy()
  await startSignIn(proof.browser, proof.email)
  expect(proof.browser.cookies.get('__client')).not.toBe(cookies.get('__client'))
  const late = await proof.send(slow)
  expect([late.status, cookiesOf(late)]).toEqual([200, []])
})

test('answers are kept sealed, and are swept away', async () => {
  const proof = await begin('an authenticator app')
  const { body } = await proof.send(proof.browser)
  const rows = await app.context.db.selectFrom('client_renewals').selectAll().execute()
  const codes: string[] = (body as { response: { backup_codes: string[] } }).response.backup_codes
  expect(codes).toHaveLength(10)
  for (const secret of [...codes, proof.browser.cookies.get('__client') ?? ''])
    expect(JSON.stringify(rows)).not.toContain(secret)
})
