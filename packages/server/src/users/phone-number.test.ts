import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { isTestNumber, readPhoneNumber, safeNumber } from './phone-number.ts'

const read = (text: string) => readPhoneNumber(text, 'production')

test('a masked number shows its country and its last four digits, and nothing between (R111)', () => {
  expect(safeNumber('+4915123456789')).toBe('+49 *******6789')
  expect(safeNumber('+12025550142')).toBe('+1 ******0142')
})

test('whatever is typed is a number in its one form or a refusal by name (R25, R134)', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\+[0-9 ().-]{0,24}$/)), (text) => {
      try {
        const { number, country } = read(text)
        expect(number).toMatch(/^\+[1-9]\d{6,14}$/)
        expect(country).toMatch(/^[A-Z]{2}$/)
        expect(read(number)).toEqual({ number, country })
      } catch (error) {
        expect(['form_param_format_invalid', 'phone_number_not_mobile']).toContain((error as { code?: string }).code)
      }
    }),
  )
})

test('a megabyte is refused at once', () => {
  const startedAt = performance.now()
  expect(() => read(`+${'1'.repeat(1_000_000)}`)).toThrow()
  expect(performance.now() - startedAt).toBeLessThan(50)
})

test('full-width digits are the digits they look like (R25)', () => {
  expect(read('＋４９１５１２３４５６７８９').number).toBe('+4915123456789')
})

test('one calling code has many countries: a number of Jamaica is not one of the United States (R134)', () => {
  expect(read('+18762101234').country).toBe('JM')
})

test('numbers for tests are numbers in development only (R132)', () => {
  expect(isTestNumber('+12025550142')).toBe(true)
  expect(readPhoneNumber('+12345550199', 'development')).toEqual({ number: '+12345550199', country: 'US' })
  expect(isTestNumber('+12025550200')).toBe(false)
})
