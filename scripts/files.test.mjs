import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { filesBelow, folders } from './files.mjs'
import { root } from './run.mjs'

const code = /\.(?:[cm]?[jt]sx?|css|html|sql|sh)$/
const files = [...folders.flatMap(filesBelow), 'vitest.config.ts'].filter((path) => code.test(path))

test('the files are read, and nothing that was installed or built is among them', () => {
  expect(files).toEqual(expect.arrayContaining(['packages/server/src/main.ts', 'scripts/files.test.mjs']))
  expect(files.filter((path) => /node_modules|\/dist\//.test(path))).toEqual([])
})

test('no file of ours is longer than 400 lines', () => {
  const lines = (path) => readFileSync(join(root, path), 'utf8').split('\n').length - 1
  const tooLong = files.filter((path) => lines(path) > 400).map((path) => `${path}: ${lines(path)} lines`)
  expect(tooLong, 'Over 400 lines there is a second thing in a file: give it a file of its own.').toEqual([])
})
