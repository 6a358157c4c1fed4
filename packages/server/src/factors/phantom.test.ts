import { expect, test } from 'vitest'
import { safeAddress } from './phantom.ts'

test('a masked address shows its first letter and its domain only (R111)', () => {
  expect(safeAddress('ada.lovelace@example.com')).toBe('a*****@example.com')
})
