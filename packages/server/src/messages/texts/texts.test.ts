import { expect, test } from 'vitest'
import { languages } from '../language.ts'
import { textsIn } from './index.ts'
import type { Counted } from './texts.ts'

const translated = languages.filter((language) => language !== 'en')

/** `notices.locked.what` and what it says; plural forms apart, of which every language has its own. */
function leaves(value: object, path = ''): [string, string][] {
  return Object.entries(value).flatMap(([key, inner]) => {
    const here = path ? `${path}.${key}` : key
    if (/codesLeft|fewCodesLeft/i.test(key)) return []
    return typeof inner === 'string' ? [[here, inner] as [string, string]] : leaves(inner, here)
  })
}

const wordsIn = (text: string) => [...text.matchAll(/\{(.*?)\}/g)].map((match) => match[1]).sort()
const english = leaves(textsIn.en)

test.each(translated)('%s says everything that English says, and nothing else', (language) => {
  expect(leaves(textsIn[language]).map(([key]) => key)).toEqual(english.map(([key]) => key))
})

test.each(translated)('%s has the words to fill in where English has them', (language) => {
  const words = (texts: [string, string][]) => texts.map(([key, text]) => [key, wordsIn(text)])
  expect(words(leaves(textsIn[language]))).toEqual(words(english))
})

test.each(translated)('nothing in %s was left in English', (language) => {
  const own = new Map(leaves(textsIn[language]))
  expect(english.filter(([key, text]) => own.get(key) === text).map(([key]) => key)).toEqual([])
})

test.each(languages)('%s is written out: no empty text, no stray space or brace', (language) => {
  const odd = leaves(textsIn[language]).filter(
    ([, text]) =>
      text.trim() === '' || text !== text.trim() || / {2}/.test(text) || /[{}]/.test(text.replace(/\{\w+\}/g, '')),
  )
  expect(odd).toEqual([])
})

test.each(languages)('every text in %s differs from the others, so none was pasted twice', (language) => {
  const texts = leaves(textsIn[language]).map(([, text]) => text)
  expect(texts.filter((text, index) => texts.indexOf(text) !== index)).toEqual([])
})

test.each(languages)('%s counts in the forms the language has', (language) => {
  const rules = new Intl.PluralRules(language)
  const needed = [...new Set(Array.from({ length: 101 }, (_, count) => rules.select(count)))].sort()
  const { codesLeft, fewCodesLeft } = textsIn[language].details
  for (const forms of [codesLeft, fewCodesLeft] as Counted[]) {
    expect(Object.keys(forms).sort()).toEqual(needed)
    for (const text of Object.values(forms)) expect(wordsIn(text)).toEqual(['left'])
  }
})

test.each([
  ['ja', /[\p{sc=Hira}\p{sc=Kana}\p{sc=Han}]/u],
  ['ar', /\p{sc=Arab}/u],
] as const)('%s is in its own script', (language, script) => {
  expect(leaves(textsIn[language]).filter(([, text]) => !script.test(text))).toEqual([])
})
