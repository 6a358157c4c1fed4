import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { errors } from '@countersign/contract'
import { expect, test } from 'vitest'
import { generatedPages } from './generators/index.ts'

const absolute = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

test.each(generatedPages)('$path says what the code says (npm run docs writes it anew)', ({ path, render }) => {
  const file = absolute(path)
  if (process.env['UPDATE_DOCS']) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, render())
  }
  expect(readFileSync(file, 'utf8')).toBe(render())
})

test('every error says in a full sentence what happened', () => {
  const unfinished = Object.entries(errors).filter(([, { text }]) => !/^[A-Z].*[.?]$/.test(text))
  expect(unfinished.map(([code]) => code)).toEqual([])
})

test('every setting has a description', () => {
  const rows = readFileSync(absolute('docs/reference/settings.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
  expect(rows.length).toBeGreaterThan(20)
  expect(rows.filter((line) => line.endsWith('|  |'))).toEqual([])
})
