import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { systemRandom } from '../../lib/random.ts'
import { formatBackupCode, makeBackupCodes, readBackupCode, setSize } from './backup-code.code.ts'

test('a set has ten different codes of 13 Crockford characters and one that checks them (R26, S40)', () => {
  for (let i = 0; i < 100; i++) {
    const codes = makeBackupCodes(systemRandom)
    expect(new Set(codes).size).toBe(setSize)
    for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{14}$/)
  }
})

test('two alike within a set are made anew (S40)', () => {
  let calls = 0
  const stuck = { ...systemRandom, bytes: (length: number) => Buffer.alloc(length, Math.floor(calls++ / 2)) }
  expect(new Set(makeBackupCodes(stuck)).size).toBe(setSize)
})

test('a code is read in any case, with any separators, with O, I and L for the digits they resemble (R31)', () => {
  const letter = fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ')
  fc.assert(
    fc.property(fc.string({ unit: letter, minLength: 13, maxLength: 13 }), (code) => {
      const shown = formatBackupCode(code)
      expect(readBackupCode(shown)).toBe(code)
      expect(readBackupCode(` ${shown.toLowerCase()} `)).toBe(code)
      expect(readBackupCode(shown.replaceAll('0', 'O').replaceAll('1', 'l'))).toBe(code)
    }),
  )
})

test.each(['', 'ABCD', '12345', 'abcd_efgh', 'ÄBCDEFGH', 'A'.repeat(1000), 'A'.repeat(5000)])(
  '%s is no code (R31)',
  (input) => {
    expect(readBackupCode(input)).toBeNull()
  },
)

test.each([
  ['aaaa1111', 'AAAA1111'],
  ['AAAA-1111', 'AAAA1111'],
  ['u0u0 lIoO', 'U0U01100'],
])('%s, of a set that came from elsewhere, is read as %s (R31)', (input, code) => {
  expect(readBackupCode(input)).toBe(code)
})

test('reads the one code in a line that was pasted with it, and refuses several', () => {
  const [one = '', other = ''] = makeBackupCodes(systemRandom)
  const shown = formatBackupCode(one)
  for (const text of [`Backup code: ${shown}.`, `1. ${shown}`, `\u200b${shown}\u202c`, shown.replaceAll('-', '\u2011')])
    expect(readBackupCode(text), text).toBe(one)
  expect(readBackupCode(`${shown}\n${shown}`)).toBe(one)
  expect(readBackupCode(`${shown}\n${formatBackupCode(other)}`)).toBeNull()
  expect(readBackupCode('I no longer have the codes')).toBeNull()
})
