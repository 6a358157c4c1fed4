import fc from 'fast-check'
import { expect, test } from 'vitest'
import { mostTries, nextAfter, patience, waits, whyDisabled } from './schedule.ts'

const answers = fc.record({
  status: fc.oneof(fc.constant(null), fc.integer({ min: 100, max: 599 })),
  restMilliseconds: fc.oneof(fc.constant(0), fc.nat(3_600_000)),
})

test('a delivery ends: taken, or failed after eight tries; it never waits less than its step, nor less than it was asked to', () => {
  fc.assert(
    fc.property(fc.array(answers, { minLength: mostTries, maxLength: 20 }), (all) => {
      let now = 1_000_000
      let tries = 0
      for (const answer of all) {
        tries++
        const next = nextAfter(answer, tries, now)
        const isTaken = answer.status !== null && answer.status >= 200 && answer.status < 300
        expect(next.status === 'delivered').toBe(isTaken)
        if (next.status !== 'queued') break
        expect(answer.status).not.toBe(410)
        expect(next.next_at - now).toBe(Math.max(waits[tries - 1] ?? 0, answer.restMilliseconds))
        now = next.next_at
      }
      expect(tries).toBeLessThanOrEqual(mostTries)
    }),
  )
})

test('without an answer all eight tries are made, over more than a day', () => {
  let now = 0
  for (let tries = 1; tries < mostTries; tries++)
    now = nextAfter({ status: null, restMilliseconds: 0 }, tries, now).next_at ?? Number.NaN
  expect(now).toBe(5_000 + (5 + 30) * 60_000 + (2 + 5 + 10 + 10) * 3_600_000)
  expect(nextAfter({ status: 500, restMilliseconds: 0 }, mostTries, now)).toEqual({ status: 'failed', next_at: null })
})

test('an endpoint is switched off at once when it is gone, and after five days of nothing but failures', () => {
  expect(nextAfter({ status: 410, restMilliseconds: 9 }, 1, 0)).toEqual({ status: 'failed', next_at: null })
  expect(whyDisabled(410, 5, 5)).toBe('gone')
  expect(whyDisabled(500, 5, 5 + patience - 1)).toBeNull()
  expect(whyDisabled(null, 5, 5 + patience)).toBe('failing')
})
