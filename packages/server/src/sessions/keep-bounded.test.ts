import { expect, test } from 'vitest'
import { keepBounded } from './keep-bounded.ts'

test('what is kept in memory never grows beyond its bound, and the newest is always there (R106)', () => {
  const memory = new Map<string, number>()
  for (let n = 1; n <= 1000; n++) {
    keepBounded(memory, 10, `key${n}`, n)
    expect(memory.size).toBeLessThanOrEqual(10)
    expect(memory.get(`key${n}`)).toBe(n)
  }
})
