import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPace } from './pace.ts'

/** Records how long each caller was made to wait; nothing really waits. */
function paced(bounds: { perSecond: number; longestSeconds: number }) {
  const clock = { now: 0 }
  let waited = 0
  const pace = createPace(bounds, {
    now: () => clock.now,
    wait: async (milliseconds) => {
      waited = milliseconds
    },
  })
  const come = async () => {
    waited = 0
    await pace.turn()
    return waited
  }
  return { clock, come }
}

test('a caller alone passes at once, and those who come together pass one gap apart', async () => {
  const { clock, come } = paced({ perSecond: 100, longestSeconds: 1 })
  expect([await come(), await come(), await come()]).toEqual([0, 10, 20])
  clock.now += 1_000
  expect([await come(), await come()]).toEqual([0, 10])
})

test('nobody waits longer than the longest wait, and who comes later does not wait for those at the end of the line', async () => {
  const { clock, come } = paced({ perSecond: 10, longestSeconds: 1 })
  const waits = []
  for (let caller = 0; caller < 20; caller++) waits.push(await come())
  expect(waits.slice(0, 11)).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1_000])
  expect(waits.slice(11)).toEqual(Array(9).fill(1_000))
  clock.now += 500
  expect(await come()).toBe(600)
})

test('however callers come, the wait is the shortest that keeps the pace, up to the longest', async () => {
  const arrivals = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1, maxLength: 200 })
  await fc.assert(
    fc.asyncProperty(arrivals, async (pauses) => {
      const { clock, come } = paced({ perSecond: 10, longestSeconds: 2 })
      // A line as one would draw it: the moments at which it lets somebody pass.
      const taken: number[] = []
      for (const pause of pauses) {
        clock.now += pause
        const free = Math.max(clock.now, (taken.at(-1) ?? Number.NEGATIVE_INFINITY) + 100)
        if (free <= clock.now + 2_000) taken.push(free)
        expect(await come()).toBe(Math.min(free - clock.now, 2_000))
      }
    }),
  )
})
