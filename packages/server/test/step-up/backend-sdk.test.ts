import { createBackend } from '@countersign/backend'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { mfaOn, startTestApp, type TestApp } from '../support/app.ts'
import { sceneOf } from './scene.ts'

let app: TestApp
let instance: CreatedInstance

beforeAll(async () => {
  app = await startTestApp()
  instance = await app.create({}, mfaOn)
})
afterAll(() => app.close())

test('an app’s server reads who asks, demands fresh proofs and redeems what was approved, once and for its own visitor (R82, R83, R84)', async () => {
  const scene = sceneOf(app, instance)
  const [alice, plain] = [await scene.enrolled(), await scene.person()]
  const { slug, publishableKey, host } = instance.instance
  const backend = createBackend({
    url: `http://localhost:4100/i/${slug}`,
    secretKey: instance.secretKey,
    publishableKey,
    authorizedParties: [`http://${host}`],
    fetch: (input, init) => Promise.resolve(app.app.request(String(input), init)),
    now: () => app.clock.now(),
  })
  const visit = async ({ browser, session }: typeof plain) => {
    const { response } = await browser.post<{ jwt: string }>(`/client/sessions/${session}/tokens`)
    const headers = { authorization: `Bearer ${response.jwt}` }
    return backend.authenticate(new Request('http://app.example.com/payouts', { headers }))
  }
  const [auth, other] = [await visit(alice), await visit(plain)]
  if (!auth || !other) throw new Error('nobody is signed in')
  expect(auth).toMatchObject({ sessionId: alice.session, amr: ['pwd', 'otp', 'mfa'], ages: [0, 0] })
  expect((await backend.users.get(auth.userId)).totp_enabled).toBe(true)

  await backend.requireFresh(auth, { preset: 'strict_mfa' })
  await expect(backend.requireFresh(other, { preset: 'lax' })).rejects.toMatchObject({
    code: 'factor_enrolment_required',
  })
  app.clock.advance(600_000)
  await expect(backend.requireFresh(auth, { level: 'second_factor', maxAge: 600 })).rejects.toMatchObject({
    ...{ code: 'reverification_required', level: 'second_factor', maxAge: 600 },
  })

  const data = { amount: '120.00', receiver: 'Bea' }
  const approved = { token: await scene.approve(alice, 'payout', data), action: 'payout', data }
  const wish = { ...approved, level: 'second_factor', maxAge: 120 } as const
  expect(await backend.redeemStepUp(auth, wish)).toMatchObject({ user_id: auth.userId, level: 'second_factor' })
  await expect(backend.redeemStepUp(auth, wish)).rejects.toMatchObject({ code: 'step_up_spent', status: 422 })
  // A token that somebody else got hold of is worth nothing in their session, and from then on nothing at all.
  const stolen = { ...approved, token: await scene.approve(alice, 'payout', data) }
  await expect(backend.redeemStepUp(other, stolen)).rejects.toMatchObject({ code: 'step_up_mismatch' })
  await expect(backend.redeemStepUp(auth, stolen)).rejects.toMatchObject({ code: 'step_up_spent' })

  await backend.sessions.revoke(auth.sessionId)
  await expect(backend.requireFresh(auth, { preset: 'lax' })).rejects.toMatchObject({ code: 'resource_not_found' })
})
