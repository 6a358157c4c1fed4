import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromSafeCell, safeCell } from './csv.ts'

test.each(['=1+1', '+49151', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1'])('keeps %j from being a formula', (text) => {
  expect(safeCell(text)).toBe(`'${text}`)
})

test('gives back every cell exactly as it was', () => {
  const text = fc.string({ unit: fc.constantFrom(...`'=+-@\t\r\n"a1`) })
  fc.assert(
    fc.property(text, (cell) => {
      expect(safeCell(cell)).not.toMatch(/^[=+\-@\t\r\n]/)
      expect(fromSafeCell(safeCell(cell))).toBe(cell)
    }),
  )
})
