import { expect, test } from 'vitest'
import { createRecent } from './recent.ts'

test('a key is remembered for the time given, counted from its last note', () => {
  const recent = createRecent(1000, 10)
  recent.note('a', 0)
  recent.note('a', 500)
  expect(recent.has('a', 1499)).toBe(true)
  expect(recent.has('a', 1500)).toBe(false)
  expect(recent.has('b', 0)).toBe(false)
})

test('the keys noted longest ago make room for new ones', () => {
  const recent = createRecent(1000, 2)
  for (const key of ['a', 'b', 'a', 'c']) recent.note(key, 0)
  expect(['a', 'b', 'c'].map((key) => recent.has(key, 1))).toEqual([true, false, true])
})
