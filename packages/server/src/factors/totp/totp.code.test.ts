import * as fc from 'fast-check'
import { Secret, TOTP } from 'otpauth'
import { describe, expect, test } from 'vitest'
import { fromBase32, toBase32 } from './base32.ts'
import { codeAt, matchStep, stepAt } from './totp.code.ts'
import { totpUri } from './totp.uri.ts'

const secret = Buffer.from('12345678901234567890')

describe('the code of a step', () => {
  // RFC 4226 appendix D
  test.each([
    [0, '755224'],
    [1, '287082'],
    [2, '359152'],
    [3, '969429'],
    [4, '338314'],
    [5, '254676'],
    [6, '287922'],
    [7, '162583'],
    [8, '399871'],
    [9, '520489'],
  ])('step %i gives the value of RFC 4226 appendix D (R2)', (step, code) => {
    expect(codeAt(secret, step)).toBe(code)
  })

  // RFC 6238 appendix B, SHA-1, last six of its eight digits
  test.each([
    [59, '287082'],
    [1111111109, '081804'],
    [1111111111, '050471'],
    [1234567890, '005924'],
    [2000000000, '279037'],
    [20000000000, '353130'],
  ])('second %i gives the value of RFC 6238 appendix B, beyond 32 bits too (R2, R10)', (seconds, code) => {
    expect(codeAt(secret, stepAt(seconds * 1000))).toBe(code)
  })

  test('agrees with an independent implementation for any secret and time (S28)', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 20, maxLength: 20 }), fc.nat(4_000_000_000), (bytes, seconds) => {
        const other = new TOTP({
          secret: new Secret({ buffer: bytes.slice().buffer }),
          digits: 6,
          period: 30,
          algorithm: 'SHA1',
        })
        expect(codeAt(bytes, stepAt(seconds * 1000))).toBe(other.generate({ timestamp: seconds * 1000 }))
      }),
    )
  })
})

describe('matching', () => {
  const now = 1_700_000_000_000
  const current = stepAt(now)

  test.each([-6, -3, -2, 2, 3, 6])('a code %i steps away is refused (R3)', (distance) => {
    expect(matchStep(secret, codeAt(secret, current + distance), now)).toBeNull()
  })

  test.each([-1, 0, 1])('a code %i steps away is accepted and its step told (R3)', (distance) => {
    expect(matchStep(secret, codeAt(secret, current + distance), now)).toBe(current + distance)
  })
})

describe('base32', () => {
  test('any bytes come back as they were', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
        expect([...(fromBase32(toBase32(bytes)) ?? [])]).toEqual([...bytes])
      }),
    )
  })

  test('what is not base32 is refused', () => {
    expect(fromBase32('ABC1')).toBeNull()
    expect(fromBase32('')).toBeNull()
  })

  test('lower case, spaces and padding are read', () => {
    expect(fromBase32('mzxw 6===')?.toString()).toBe('foo')
  })
})

describe('the URI', () => {
  test.each(['Acme', 'A & B', '100 %', 'Ünïcode 🦊', 'שלום', 'a:b'])(
    'issuer %j stands in label and parameter and parses back (R2, S28)',
    (issuer) => {
      const uri = totpUri('JBSWY3DPEHPK3PXP', issuer, 'ada:x@example.com')
      const parsed = new URL(uri)
      const name = issuer.replaceAll(':', ' ')
      expect(parsed.searchParams.get('issuer')).toBe(name)
      expect(decodeURIComponent(parsed.pathname.split('/').at(-1) ?? '')).toBe(`${name}:ada x@example.com`)
      expect(parsed.searchParams.get('algorithm')).toBe('SHA1')
      expect(parsed.searchParams.get('digits')).toBe('6')
      expect(parsed.searchParams.get('period')).toBe('30')
    },
  )

  test('an empty name does not make an empty label', () => {
    expect(totpUri('AAAA', 'Acme', ':')).toContain('Acme:account?')
  })
})
