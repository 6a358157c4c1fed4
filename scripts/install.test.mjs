import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { whatIsMissing } from './install.mjs'
import { root } from './run.mjs'

const locked = {
  '': { version: '0.1.0' },
  'packages/server': { version: '0.1.0' },
  'node_modules/hono': { version: '4.0.0' },
  'node_modules/for-another-system': { version: '1.0.0', optional: true },
  'node_modules/countersign': { resolved: 'packages/server', link: true },
}
const { 'node_modules/for-another-system': _, ...installed } = locked

test('what is locked and installed is not installed again', () => {
  expect(whatIsMissing(locked, installed)).toBeUndefined()
})

test.each([
  ['nothing is installed', undefined],
  ['a package is missing', { ...installed, 'node_modules/hono': undefined }],
  ['a package has another version', { ...installed, 'node_modules/hono': { version: '4.0.1' } }],
  ['a new workspace is not linked yet', { ...installed, 'node_modules/countersign': undefined }],
])('dependencies are installed when %s', (_name, found) => {
  expect(whatIsMissing(locked, found)).toBeTypeOf('string')
})

test('the lock names every optional package, so that npm ci accepts it on every system', () => {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'))
  const names = new Set(Object.keys(packages).map((path) => path.replace(/^.*node_modules\//, '')))
  const wanted = Object.values(packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}))
  expect(wanted.filter((name) => !names.has(name))).toEqual([])
})
