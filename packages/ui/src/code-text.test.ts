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
  ['۱۲۳۴۵۶', '123456'],
  ['১২৩৪৫৬', '123456'],
  ['\u202a123\u200b456\u202c', '123456'],
  ['G-123456 is your code', '123456'],
  ['Acme 2: your code is 123 456. It expires in 10 minutes.', '123456'],
  ['123456 is your code.\n\n@acme.example #123456', '123456'],
  ['12345a', '12345'],
  ['abc', ''],
])('a pasted code %j is read as %j', (typed, digits) => {
  expect(digitsOf(typed, 6)).toBe(digits)
})

test.each([
  '4H7K-9M2P-ABCDEF',
  '4H7K-9M2P-123456',
  '123456 654321',
  'Old: 123456, new: 654321',
  'Call +1 202 555 0123',
  'Your code is on its way.',
])('a paste without exactly one code, %j, stays as it is', (typed) => {
  expect(digitsOf(` ${typed} `, 6)).toBe(typed)
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

test('takes the one backup code out of a line that was pasted with it', () => {
  expect(groupedCode('1. 4h7k-9m2p-abcdef', [4, 4], 24)).toBe('4H7K-9M2P-ABCDEF')
  expect(groupedCode('Backup code: 4H7K-9M2P-\u200bABCDEF.', [4, 4], 24)).toBe('4H7K-9M2P-ABCDEF')
})

test('the caret stays behind the sign that was typed, not behind the hyphens', () => {
  const isSign = (character: string) => /[0-9A-Za-z]/.test(character)
  expect(caretAfter('ABXCD-E', 3, 'ABXC-DE', isSign)).toBe(3)
  expect(caretAfter('ABCDE', 5, 'ABCD-E', isSign)).toBe(6)
  expect(caretAfter('', 0, '', isSign)).toBe(0)
})
