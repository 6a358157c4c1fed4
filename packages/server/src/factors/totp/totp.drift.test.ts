import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { codeAt, matchStep, stepAt } from './totp.code.ts'
import { type Clock, followed, isOnTime, minutesOff, reach, strayStep } from './totp.drift.ts'

const now = 1_700_000_000_000
const secrets = fc.uint8Array({ minLength: 20, maxLength: 20 })
const drifts = fc.integer({ min: -reach, max: reach })

describe('whatever the clock of an app, and whatever it showed before,', () => {
  test('exactly three codes are accepted at any time: those around its own middle (R3)', () => {
    fc.assert(
      fc.property(secrets, drifts, fc.nat(4_000_000_000), (secret, drift, seconds) => {
        const at = seconds * 1000
        const middle = stepAt(at) + drift
        fc.pre(middle > 40)
        const steps = Array.from({ length: 83 }, (_, i) => middle - 41 + i)
        const accepted = steps.filter((step) => matchStep(secret, codeAt(secret, step), at, drift) === step)
        const codes = new Set(steps.slice(40, 43).map((step) => codeAt(secret, step)))
        // Two steps may share a code by chance; no code of any other step is accepted.
        const strays = steps.filter((step) => Math.abs(step - middle) > 1 && !codes.has(codeAt(secret, step)))
        expect(accepted.every((step) => Math.abs(step - middle) <= 1)).toBe(true)
        expect(accepted).toHaveLength(codes.size)
        for (const step of strays) expect(matchStep(secret, codeAt(secret, step), at, drift)).toBeNull()
      }),
      { numRuns: 30 },
    )
  })

  test('an accepted code moves the middle by one step at most, never beyond ten minutes (R3)', () => {
    fc.assert(
      fc.property(drifts, fc.array(fc.integer({ min: -1, max: 1 }), { maxLength: 200 }), (drift, sides) => {
        let clock: Clock = { drift, lean: 0 }
        for (const side of sides) {
          const after = followed(clock, clock.drift + side)
          expect(Math.abs(after.drift - clock.drift)).toBeLessThanOrEqual(1)
          expect(Math.abs(after.drift)).toBeLessThanOrEqual(reach)
          clock = after
        }
      }),
    )
  })
})

describe('the middle', () => {
  const after = (offsets: number[]) => offsets.reduce<Clock>(followed, { drift: 0, lean: 0 })

  test.each([
    ['stays for codes in the middle', [0, 0, 0, 0, 0, 0], { drift: 0, lean: 0 }],
    ['stays while codes are late only now and then', [-1, -1, -1, -1, 0, -1, -1], { drift: 0, lean: -2 }],
    ['stays when one is early and the next late', [1, 1, 1, 1, -1], { drift: 0, lean: -1 }],
    ['moves to a clock that is ahead five times in a row', [1, 1, 1, 1, 1], { drift: 1, lean: 0 }],
    ['moves on with a clock that runs on', [1, 1, 1, 1, 1, 2, 2, 2, 2, 2], { drift: 2, lean: 0 }],
    ['moves back', [1, 1, 1, 1, 1, 0, 0, 0, 0, 0], { drift: 0, lean: 0 }],
  ])('%s', (_, offsets, clock) => {
    expect(after(offsets)).toEqual(clock)
  })
})

test.each([-21, -20, -2, 0, 2, 20, 21])(
  'a code %i steps away is told from a wrong one within ten minutes',
  (offset) => {
    const secret = Buffer.from('12345678901234567890')
    const step = stepAt(now) + offset
    expect(strayStep(secret, codeAt(secret, step), now)).toBe(Math.abs(offset) <= reach ? step : null)
  },
)

test('how far off a clock is, is told in minutes', () => {
  expect([2, -3, 4, -20].map(minutesOff)).toEqual([1, 2, 2, 10])
  expect([-2, -1, 0, 1, 2].map((offset) => isOnTime(stepAt(now) + offset, now))).toEqual([
    false,
    true,
    true,
    true,
    false,
  ])
})
