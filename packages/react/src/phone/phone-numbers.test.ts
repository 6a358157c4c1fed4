import { expect, test } from 'vitest'
import { countriesOf, formatNumber, likelyCountry, readNumber } from './phone-numbers.ts'

test.each([
  ['(415) 555-0123', 'US', '+14155550123'],
  ['+1 415 555 0123', 'FR', '+14155550123'],
  ['0033 6 12 34 56 78', 'DE', '+33612345678'],
  ['06.12.34.56.78', 'FR', '+33612345678'],
  ['tel:+33-6-12-34-56-78', 'US', '+33612345678'],
  ['\u202a+33 6 12 34 56 78\u202c', 'US', '+33612345678'],
  ['+33 6 12 34 56 78', 'US', '+33612345678'],
  ['٠٦١٢٣٤٥٦٧٨', 'FR', '+33612345678'],
])('%j typed with %s chosen is %s', (text, country, e164) => {
  expect(readNumber(text, country)?.e164).toBe(e164)
})

test.each(['', '0', 'my phone', '+33', '123456789012345678'])('%j is no number yet', (text) => {
  expect(readNumber(text, 'FR')).toBeNull()
})

test('a number is shown as people write it, with its country', () => {
  expect(formatNumber('+33612345678')).toBe('+33 6 12 34 56 78')
  expect(readNumber('+33612345678', 'US')).toMatchObject({ country: 'FR', national: '06 12 34 56 78' })
})

test('only countries that get messages are offered, by name and calling code (R134)', () => {
  expect(countriesOf(['US', 'DE'], 'en').map(({ label }) => label)).toEqual(['Germany (+49)', 'United States (+1)'])
  expect(countriesOf(['US', 'DE'], 'de').map(({ value }) => value)).toEqual(['DE', 'US'])
  expect(countriesOf(['*'], 'en').length).toBeGreaterThan(200)
  expect(countriesOf([], 'en')).toEqual([])
})

test('the list starts at the country of the browser, if messages go there', () => {
  const countries = countriesOf(['US', 'DE'], 'en')
  expect(likelyCountry(countries, 'en-US')).toBe('US')
  expect(likelyCountry(countries, 'en')).toBe('US')
  expect(likelyCountry(countries, 'fr-FR')).toBe('DE')
  expect(likelyCountry(countries, 'not a locale')).toBe('DE')
})
