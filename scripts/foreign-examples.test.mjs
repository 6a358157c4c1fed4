import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { filesBelow } from './files.mjs'
import { foreignExamples } from './install.mjs'
import { root } from './run.mjs'

const read = (path) => readFileSync(join(root, path), 'utf8')

test.each(foreignExamples)('examples/%s contains nothing of ours but configuration', (name) => {
  const ours = /(?:README\.md|\.env\.example|package-lock\.json|\.npmrc|\.gitignore|\.env(?:\.local)?)$/
  const source = filesBelow(`examples/${name}`).filter((path) => !ours.test(path))
  expect(source.length).toBeGreaterThan(4)
  expect(source.filter((path) => /countersign/i.test(read(path)))).toEqual([])
})

test.each(['conformance', ...foreignExamples.map((name) => `examples/${name}`)])(
  '%s is installed from a lock of its own that names no place, and never with the workspace',
  (folder) => {
    const { packages } = JSON.parse(read(`${folder}/package-lock.json`))
    expect(Object.values(packages).filter(({ resolved }) => resolved)).toEqual([])
    expect(read(`${folder}/.npmrc`)).toMatch('omit-lockfile-registry-resolved=true')
    const { workspaces } = JSON.parse(read('package.json'))
    expect(workspaces.filter((path) => path === folder || path === 'examples/*')).toEqual([])
    expect(existsSync(join(root, folder, 'README.md')) || folder === 'conformance').toBe(true)
  },
)

test('what we publish names none of the foreign SDKs as a dependency', () => {
  const ours = ['.', ...['contract', 'js', 'react', 'server', 'ui'].map((name) => `packages/${name}`)]
  const named = ours.flatMap((path) => {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(read(join(path, 'package.json')))
    return Object.keys({ ...dependencies, ...devDependencies })
  })
  expect(named.filter((name) => name.startsWith('@clerk/'))).toEqual([])
})
