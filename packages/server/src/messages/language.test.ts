import fc from 'fast-check'
import { expect, test } from 'vitest'
import { directionOf, languages, pickLanguage } from './language.ts'

test.each([
  [undefined, 'en'],
  [null, 'en'],
  ['', 'en'],
  ['*', 'en'],
  ['de', 'de'],
  ['DE-at', 'de'],
  ['de_DE', 'de'],
  ['ja-JP-u-ca-japanese', 'ja'],
  ['fr-CH, fr;q=0.9, en;q=0.8, de;q=0.7, *;q=0.5', 'fr'],
  ['en;q=0.2, ar;q=0.9', 'ar'],
  ['es ; q=0.5 , de ; Q=0.4', 'es'],
  ['es, fr', 'es'],
  ['nl, zh-Hant-TW;q=0.9, es-419;q=0.8', 'es'],
  ['nl, pt', 'en'],
  ['de;q=0', 'en'],
  ['de;q=nonsense, fr;q=0.1', 'fr'],
  ['de;q=9, fr;q=0.1', 'fr'],
  ['deu, german, english', 'en'],
  ['__proto__, constructor', 'en'],
  [';;;,,,;q=1', 'en'],
])('whoever asks for %j is written to in %s', (wanted, language) => {
  expect(pickLanguage(wanted)).toBe(language)
})

test('whatever is asked for, it is one of ours', () => {
  const ranges = fc.array(fc.constantFrom('de', 'fr', '*', ',', ';', 'q=', '0.5', '1', ' ', '-', '_', 'x', '\0'))
  const wanted = fc.oneof(
    fc.string({ unit: 'binary' }),
    ranges.map((parts) => parts.join('')),
  )
  fc.assert(
    fc.property(wanted, (text) => {
      expect(languages).toContain(pickLanguage(text))
    }),
    { numRuns: 3000 },
  )
})

test('a language that weighs most is picked, wherever it stands', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([...languages], { minLength: 1 }), fc.nat(), (asked, seed) => {
      const favourite = asked[seed % asked.length] ?? 'en'
      const header = asked.map((language) => `${language};q=${language === favourite ? '0.9' : '0.3'}`).join(', ')
      expect(pickLanguage(header)).toBe(favourite)
    }),
  )
})

test.each([',', ';', 'de;', 'q=', ' ', '-', 'x,', '\t'])('a header of a million %j is read at once', (piece) => {
  const started = process.cpuUsage()
  pickLanguage(piece.repeat(1_000_000))
  const { user, system } = process.cpuUsage(started)
  expect((user + system) / 1000).toBeLessThan(1500)
})

test('Arabic runs from right to left, the others do not', () => {
  expect(languages.filter((language) => directionOf(language) === 'rtl')).toEqual(['ar'])
})
