import { expect, test } from 'vitest'
import { asciiDigits } from './typed.ts'
import { readCode } from './typed-code.ts'

test('reads the decimal digits of every script (R9)', () => {
  let sets = 0
  for (let point = 0; point <= 0x1ffff; point++) {
    const character = String.fromCodePoint(point)
    if (!/\p{Nd}/u.test(character)) continue
    const value = asciiDigits(character)
    expect(value, point.toString(16)).toMatch(/^[0-9]$/)
    if (value === '0') sets += 1
    else expect(asciiDigits(String.fromCodePoint(point - 1)), point.toString(16)).toBe(String(Number(value) - 1))
  }
  expect(sets).toBeGreaterThan(60)
})

test.each([
  '123456',
  ' 123 456 ',
  '123-456',
  '123\u2011456',
  '123456.',
  '12 34 56',
  '1 2 3 4 5 6',
  '\u200b123456\u200b',
  '\u202a123456\u202c',
  '\ufeff123\u00a0456',
  '123\u00ad456',
  '123456\n',
  '١٢٣٤٥٦',
  '۱۲۳۴۵۶',
  '१२३४५६',
  '１２３４５６',
  '১২৩৪৫৬',
  'G-123456',
  'G-123456 is your verification code.',
  'Your code is 123456.',
  'Your code is 123 456. It expires in 10 minutes.',
  'Acme 2: your code is 123456. Valid until 2026-12-01 10:30.',
  '123456 is your Acme code. Never share it.\n\n@acme.example #123456',
  'كودك هو ١٢٣٤٥٦',
  '123456 123456',
  '验证码：123456，5分钟内有效。',
  '認証コードは123456です',
  '[Acme] 인증번호 [123456]를 입력하세요.',
])('reads the code in %j (R9)', (input) => {
  expect(readCode(input, [6])).toEqual({ code: '123456' })
})

test.each([
  ['123456 654321', 'several'],
  ['123456\n654321', 'several'],
  ['Old: 123456, new: 654321.', 'several'],
  ['', 'none'],
  ['12345', 'none'],
  ['1234567', 'none'],
  ['123\n456', 'none'],
  ['12345a', 'none'],
  ['1e5000', 'none'],
  ['123456\0', 'none'],
  ['+123456', 'none'],
  ['-123456', 'none'],
  ['123456.0', 'none'],
  [`123456'--`, 'none'],
  ['123456\ud800', 'none'],
  ['123456,000000', 'none'],
  ['hello', 'none'],
  ['Your code is on its way.', 'none'],
  ['Call +1 202 555 0123', 'none'],
  ['4H7K-9M2P-ABCDEF', 'backup_code'],
  ['4H7K-9M2P-123456', 'backup_code'],
  ['4H7K 9M2P 123456', 'backup_code'],
  ['4h7k9m2p123456', 'backup_code'],
  ['k1x2abcd', 'backup_code'],
  [`${'a '.repeat(2048)}123456`, 'none'],
])('refuses %j as %s', (input, refused) => {
  expect(readCode(input, [6])).toEqual({ refused })
})

test('reads codes of each length that an account can have', () => {
  expect(readCode('1234 5678', [6, 8])).toEqual({ code: '12345678' })
  expect(readCode('12345678', [6])).toEqual({ refused: 'none' })
})
