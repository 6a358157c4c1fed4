import { expect, test } from 'vitest'
import type { Auth } from './auth.ts'
import { type Demand, isFresh, type PresetName, presets, ReverificationRequired, requireFresh } from './index.ts'

const auth = (...ages: [number, number]): Auth => ({
  ...{ userId: 'user_1', sessionId: 'sess_1', ages, amr: [], actor: null, isPending: false, claims: {} },
})

test.each([
  ['strict', [100, 9], true],
  ['strict', [0, 10], false],
  ['moderate', [100, 59], true],
  ['lax', [100, 1440], false],
  ['strict_mfa', [9, 9], true],
  ['strict_mfa', [10, 0], false],
  ['strict_mfa', [0, 10], false],
] as [PresetName, [number, number], boolean][])('%s with proofs %j minutes ago: %s (R81)', (preset, ages, isMet) => {
  expect(isFresh(auth(...ages), presets[preset])).toBe(isMet)
})

test('a session without a second proof meets no demand for one, unless the call says so (R83)', () => {
  const demand: Demand = { level: 'second_factor', maxAge: 600 }
  expect(isFresh(auth(0, -1), demand)).toBe(false)
  expect(() => requireFresh(auth(0, -1), 'lax')).toThrow(ReverificationRequired)
  expect(isFresh(auth(0, -1), { ...demand, downgrade: true })).toBe(true)
  expect(isFresh(auth(10, -1), { ...demand, downgrade: true })).toBe(false)
  expect(isFresh(auth(0, 100), { ...demand, downgrade: true }), 'who has one proves it').toBe(false)
  expect(isFresh(auth(-1, -1), { level: 'first_factor', maxAge: 600 })).toBe(false)
})

test('a refusal is JSON for pages and the challenge of RFC 9470 for bearers, and says what would do (R82)', async () => {
  const refusal = new ReverificationRequired(presets.strict_mfa)
  const page = refusal.toResponse()
  expect([page.status, page.headers.get('www-authenticate')]).toEqual([403, null])
  expect(await page.json()).toEqual({
    code: 'reverification_required',
    message: refusal.message,
    level: 'multi_factor',
    max_age: 600,
    clerk_error: {
      type: 'forbidden',
      reason: 'reverification-error',
      metadata: { reverification: { level: 'multi_factor', afterMinutes: 10 } },
    },
  })
  const bearer = refusal.toResponse({ bearer: true })
  expect(bearer.status).toBe(401)
  expect(bearer.headers.get('www-authenticate')).toMatch(
    /^Bearer error="insufficient_user_authentication", .*acr_values="multi_factor", max_age="600"$/,
  )
  // A new token would not help who has nothing to prove with.
  const enrol = new ReverificationRequired(presets.strict, 'factor_enrolment_required').toResponse({ bearer: true })
  expect(enrol.status).toBe(403)
  expect(await enrol.json()).not.toHaveProperty('clerk_error')
})
