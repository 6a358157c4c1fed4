import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashToken, isSame } from './hashing.ts'
import { newId } from './ids.ts'
import { sixDigits, systemRandom, token } from './random.ts'

const at = (now: number) => newId('user', { clock: { now: () => now }, random: systemRandom })

test('ids sort by the time they were made', () => {
  fc.assert(
    fc.property(fc.nat(2 ** 31), fc.integer({ min: 1, max: 2 ** 40 }), (earlier, later) => {
      expect(at(earlier) < at(earlier + later)).toBe(true)
    }),
  )
})

test('ids made in the same millisecond are all different', () => {
  expect(new Set(Array.from({ length: 10_000 }, () => at(1_790_000_000_000))).size).toBe(10_000)
  expect(at(1_790_000_000_000)).toMatch(/^user_[0-9A-HJKMNP-TV-Z]{26}$/)
})

test('tokens have 256 bits and never repeat (R86)', () => {
  const tokens = Array.from({ length: 10_000 }, () => token(systemRandom))
  expect(new Set(tokens).size).toBe(10_000)
  expect(tokens.every((each) => Buffer.from(each, 'base64url').length === 32)).toBe(true)
})

test('codes have six digits, leading zeros kept, and every first digit is as likely as another (R12)', () => {
  const counts = new Array<number>(10).fill(0)
  for (let run = 0; run < 200_000; run++) {
    const code = sixDigits(systemRandom)
    if (!/^\d{6}$/.test(code)) expect(code).toMatch(/^\d{6}$/)
    counts[Number(code[0])]! += 1
  }
  const chiSquared = counts.reduce((sum, count) => sum + (count - 20_000) ** 2 / 20_000, 0)
  // Nine degrees of freedom: above 60 once in a billion runs.
  expect(chiSquared).toBeLessThan(60)
  expect(sixDigits({ ...systemRandom, below: () => 7 })).toBe('000007')
})

test('digests are compared whole', () => {
  expect(isSame(hashToken('a'), hashToken('a'))).toBe(true)
  expect(isSame(hashToken('a'), hashToken('b'))).toBe(false)
  expect(isSame('short', 'longer text')).toBe(false)
})
