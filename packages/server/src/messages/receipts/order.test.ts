import fc from 'fast-check'
import { expect, test } from 'vitest'
import { givingWayTo } from './order.ts'

const states = ['unknown', 'pending', 'delivered', 'failed'] as const

test.each([
  ['unknown', []],
  ['pending', ['unknown']],
  ['delivered', ['unknown', 'pending']],
  ['failed', ['unknown', 'pending']],
] as const)('%s takes the place of %j', (status, earlier) => {
  expect(givingWayTo(status)).toEqual(earlier)
})

test('in whatever order receipts come, a final one stays and nothing moves back (R138)', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...states), { minLength: 1 }), (receipts) => {
      type State = (typeof states)[number]
      let stored: State | null = null as State | null
      for (const receipt of receipts) {
        const isFinal = stored === 'delivered' || stored === 'failed'
        const next: State = stored === null || givingWayTo(receipt).includes(stored) ? receipt : stored
        if (isFinal) expect(next).toBe(stored)
        stored = next
      }
      const final = receipts.find((receipt) => receipt === 'delivered' || receipt === 'failed')
      expect(stored).toBe(final ?? (receipts.includes('pending') ? 'pending' : 'unknown'))
    }),
  )
})
