import { expect, test } from 'vitest'
import { tagsIn } from './requirements.mjs'

test('tags are read from the end of a title, however it is written', () => {
  const source = [
    String.raw`test('it\'s accepted once (R6, S41)', async () => {})`,
    `test.each([\n  [1],\n])('at %i ("quoted") (R9)', () => {})`,
    `it(\n  "spread over lines (S28)",\n)`,
    'test(`with a slot (R148)`, () => {})',
  ].join('\n')
  expect(tagsIn(source)).toEqual([
    { title: "it's accepted once", tags: ['R6', 'S41'] },
    { title: 'at %i ("quoted")', tags: ['R9'] },
    { title: 'spread over lines', tags: ['S28'] },
    { title: 'with a slot', tags: ['R148'] },
  ])
})

test('titles without tags and tags elsewhere are left alone', () => {
  expect(tagsIn("test('plain', () => {})\nconst note = 'see (R6)'\ntest('R6 (maybe)', f)")).toEqual([])
})
