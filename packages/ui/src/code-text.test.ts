import { expect, test } from 'vitest'
import { caretAfter, digitsOf, groupedCode, plainCode } from './code-text.ts'

test.each([
  ['123456', '123456'],
  ['123 456', '123456'],
  [' 123-456\n', '123456'],
  ['Your code is 123456.', '123456'],
  ['1234567', '123456'],
  ['١٢٣٤٥٦', '123456'],
  ['１２３４５６', '123456'],
  ['abc', ''],
])('a pasted code %j is read as %j', (typed, digits) => {
  expect(digitsOf(typed, 6)).toBe(digits)
})

test.each([
  ['abcd', 'ABCD'],
  ['abcde', 'ABCD-E'],
  ['abcd efgh', 'ABCD-EFGH'],
  ['abcd--efgh-ijklm', 'ABCD-EFGH-IJKLM'],
  ['abcdefghijklmnop', 'ABCD-EFGH-IJKLM'],
])('a backup code typed as %j is shown as %j', (typed, shown) => {
  expect(groupedCode(typed, [4, 4], 13)).toBe(shown)
  expect(plainCode(shown)).toBe(plainCode(typed).slice(0, 13))
})

test('the caret stays behind the sign that was typed, not behind the hyphens', () => {
  const isSign = (character: string) => /[0-9A-Za-z]/.test(character)
  expect(caretAfter('ABXCD-E', 3, 'ABXC-DE', isSign)).toBe(3)
  expect(caretAfter('ABCDE', 5, 'ABCD-E', isSign)).toBe(6)
  expect(caretAfter('', 0, '', isSign)).toBe(0)
})
