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
  const started = process.cpuUsage()
  expect(() => read(`+${'1'.repeat(1_000_000)}`)).toThrow()
  const { user, system } = process.cpuUsage(started)
  expect((user + system) / 1000).toBeLessThan(1500)
})

test('full-width digits are the digits they look like (R25)', () => {
  expect(read('＋４９１５１２３４５６７８９').number).toBe('+4915123456789')
})

test('one calling code has many countries: a number of Jamaica is not one of the United States (R134)', () => {
  expect(read('+18762101234').country).toBe('JM')
})

test.each([
  ['satellite (Iridium)', '+881612345678'],
  ['satellite (Globalstar)', '+881812345678'],
  ['satellite (Thuraya)', '+8821612345678'],
  ['satellite (Inmarsat)', '+870773111632'],
  ['a network of no country', '+883510012345678'],
  ['premium in Germany', '+499001234567'],
  ['premium in Britain', '+449098790123'],
  ['premium in the United States', '+19002345678'],
  ['shared cost', '+498012345678'],
  ['free of charge', '+498001234567'],
  ['universal free of charge', '+80012345678'],
  ['universal premium', '+979123456789'],
  ['a landline', '+493012345678'],
  ['a pager', '+491641234567'],
  ['a personal number that rings elsewhere', '+447012345678'],
  ['a company’s own (universal access)', '+49700123456789'],
  ['an area that does not exist', '+12112345678'],
  ['a mobile range that nobody has', '+4915412345678'],
])('%s takes no messages and is refused with one clear error: %s (R134)', (_, number) => {
  expect(() => read(number)).toThrowError(expect.objectContaining({ code: 'phone_number_not_mobile' }))
})

test.each(['+999123456789', '+2101234567', '+0151234567', '+49', '4915112345678', '+49151'])(
  '%s is the number of no country (R134)',
  (number) => {
    expect(() => read(number)).toThrowError(expect.objectContaining({ code: 'form_param_format_invalid' }))
  },
)

test('numbers for tests are numbers in development only (R132)', () => {
  expect(isTestNumber('+12025550142')).toBe(true)
  expect(readPhoneNumber('+12345550199', 'development')).toEqual({ number: '+12345550199', country: 'US' })
  expect(isTestNumber('+12025550200')).toBe(false)
})

test.each([
  'tel:+49-1512-3456789',
  'TEL:+4915123456789',
  '\u202a+49 1512 3456789\u202c',
  '+49\u200b15123456789',
  '+49\u20111512\u20113456789',
  '+49 1512 \u2013 3456789',
  '+49\u00a01512\u202f3456789.',
  '+٤٩١٥١٢٣٤٥٦٧٨٩',
  '+४९१५१२३४५६७८९',
])('reads the number in %j (R25)', (text) => {
  expect(read(text).number).toBe('+4915123456789')
})
