import { expect, test } from 'vitest'
import { countryNames, readCountries } from './sms-countries.ts'

test.each([
  ['us, fr', ['FR', 'US'], []],
  ['US US\nFR;de', ['DE', 'FR', 'US'], []],
  ['', [], []],
  ['*', ['*'], []],
  ['US france Q7', ['US'], ['FRANCE', 'Q7']],
])('%j means %j and leaves %j', (text, codes, unknown) => {
  expect(readCountries(text)).toEqual({ codes, unknown })
})

test('an operator sees which countries the codes mean', () => {
  expect(countryNames(['DE', 'US'])).toBe('Germany, United States')
})
