import type { ClientView, SignInView, SignUpView, TotpView } from '@countersign/contract'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startTestApp, type TestApp } from '../support/app.ts'
import { type Answer, type Browser, password } from '../support/browser.ts'
import { type Confirming, everything, proofs, type Stage } from './proofs.ts'

let app: TestApp
let stage: Stage

beforeAll(async () => {
  app = await startTestApp()
  const instance = await app.create({}, everything)
  stage = { app, instance, trusting: await app.create({ name: 'Trusting' }, { device_trust: true }) }
})
afterAll(() => app.close())
beforeEach(() => app.clock.advance(11 * 60_000))

type Move = (on: Browser, proof: Confirming) => Promise<Answer<unknown>>

const inSignIn =
  (tail: string, fields: Record<string, string>): Move =>
  (on, { signIn = 'sia_none' }) =>
    on.post(`/client/sign_ins/${signIn}${tail}`, fields)
const inSignUp =
  (fields: Record<string, string>): Move =>
  (on, { signUp = 'sua_none' }) =>
    on.patch(`/client/sign_ups/${signUp}`, fields)

/** What finishes, uses or changes what somebody proved. */
const moves: Record<string, Move> = {
  'choose the new password': inSignIn('/reset_password', { password: 'the choice of a thief' }),
  'prepare the second factor': inSignIn('/prepare_second_factor', { strategy: 'totp' }),
  'guess the second factor': inSignIn('/attempt_second_factor', { strategy: 'totp', code: '000000' }),
  'begin a recovery': inSignIn('/prepare_recovery', {}),
  'own the sign-up': inSignUp({ password: 'the choice of a thief', username: 'thief' }),
  'change the password': (on) => on.post('/me/change_password', { new_password: 'the choice of a thief' }),
  'set up an authenticator app': (on) => on.post('/me/totp'),
  'make backup codes': (on) => on.post('/me/backup_codes'),
  'remove the authenticator app': (on) => on.delete('/me/totp'),
  'add an address': (on) => on.post('/me/email_addresses', { email_address: 'thief@example.com' }),
  'delete the account': (on) => on.delete('/me'),
  'sign out everywhere': (on) => on.delete('/client/sessions'),
}

/** What the old cookie may read, without anything that came by the proof. */
async function whatItSees(on: Browser) {
  const { response } = await on.get<ClientView | null>('/client')
  const sessions = response?.sessions ?? []
  const tokens = sessions.map(({ last_active_token: token }) => claimsOf(token?.jwt))
  return {
    sessions: sessions.map(({ id, status, factor_verification_age: age }) => [id, status, age]),
    tokens: tokens.map(({ sid, sts, fva }) => [sid, sts, fva]),
    attempt: response?.sign_in?.status ?? null,
  }
}

function claimsOf(jwt: string | undefined): Record<string, unknown> {
  return JSON.parse(Buffer.from(jwt?.split('.')[1] ?? 'e30', 'base64url').toString())
}

describe.each(Object.keys(proofs))('after %s', (kind) => {
  test('a copy of the cookie from before the proof can finish nothing, and gains nothing (R84, R88)', async () => {
    const proof = await (proofs[kind] as (stage: Stage) => Promise<Confirming>)(stage)
    const kept = proof.browser.copy()
    const before = await whatItSees(kept)
    const proven = await proof.send(proof.browser)
    expect([proven.status, proven.body]).toEqual([200, expect.anything()])
    const after = await whatItSees(kept)
    expect(after).toEqual({ ...before, attempt: after.attempt })
    // It may be void by what was proven; that is no step further.
    expect([before.attempt, 'abandoned']).toContain(after.attempt)
    for (const [name, move] of Object.entries(moves)) {
      const answer = await move(kept, proof)
      expect([name, answer.status < 400, answer.headers.getSetCookie()]).toEqual([name, false, []])
    }
    app.clock.advance(60_000)
    expect((await kept.get<ClientView | null>('/client')).response, 'the overlap is over').toBeNull()
    for (const [name, move] of Object.entries(moves)) {
      const answer = await move(kept.copy(), proof)
      expect([name, answer.status < 400]).toEqual([name, false])
    }
    expect((await proof.browser.get<ClientView | null>('/client')).response, 'the prover goes on').not.toBeNull()
  })
})

test('whoever proved a reset code chooses the new password, in the browser that proved it (R77, R88)', async () => {
  const proof = await (proofs['a reset code'] as (stage: Stage) => Promise<Confirming>)(stage)
  const kept = proof.browser.copy()
  await proof.send(proof.browser)
  const path = `/client/sign_ins/${proof.signIn}/reset_password`
  expect((await kept.post(path, { password: 'the choice of a thief' })).status).toBeGreaterThanOrEqual(400)
  const chosen = await proof.browser.post<SignInView>(path, { password: 'the choice of its owner' })
  expect(chosen.response.status).toBe('complete')
})

test('whoever proved the address of a sign-up completes it (R88)', async () => {
  const kind = 'the address of a sign-up that lacks a password'
  const proof = await (proofs[kind] as (stage: Stage) => Promise<Confirming>)(stage)
  const kept = proof.browser.copy()
  await proof.send(proof.browser)
  const path = `/client/sign_ups/${proof.signUp}`
  expect((await kept.patch(path, { password: 'the choice of a thief' })).status).toBeGreaterThanOrEqual(400)
  const done = await proof.browser.patch<SignUpView>(path, { password })
  expect(done.response.status).toBe('complete')
  expect((await proof.browser.post<TotpView>('/me/totp')).status).toBe(200)
})
