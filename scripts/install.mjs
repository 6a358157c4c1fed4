import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { npm, root } from './run.mjs'

/** Installs the locked dependencies unless npm's own record says that they are there. */
export async function ensureInstalled() {
  // The build needs the development dependencies, whatever NODE_ENV says.
  if (!(await install('.', ['--include=dev', '--include=optional']))) throw new Error(failed)
}

/** What the checks against foreign SDKs need beside our own dependencies, and nothing else does. Resolves with why it is not there, if so. */
export function provideForeignSdks() {
  return provide('conformance', 'the SDKs are')
}

/** Apps made with nothing but foreign SDKs: each has a lock of its own, as somebody who copies it has. */
export const foreignExamples = ['clerk-sdk', 'next']

export function provideExample(name) {
  return provide(`examples/${name}`, `what examples/${name} is made of is`)
}

/** Nothing of theirs needs to be compiled or to greet anybody; and without a network the other checks must not wait for minutes. */
async function provide(folder, what) {
  return (await install(folder, ['--ignore-scripts', '--fetch-retries=1']))
    ? undefined
    : `${what} not installed: ${failed}`
}

const failed = 'Installing failed: see above. Is the npm registry in reach?'

async function install(folder, flags) {
  const missing = whatIsMissing(
    readLock(join(folder, 'package-lock.json')),
    readLock(join(folder, 'node_modules/.package-lock.json')),
  )
  if (missing === undefined) return true
  console.log(`installing dependencies${folder === '.' ? '' : ` of ${folder}`} (${missing}) …`)
  const options = [...flags, '--no-audit', '--no-fund']
  const how = { cwd: join(root, folder), limitSeconds: 900 }
  if ((await npm(['ci', ...options], how)).code === 0) return true
  // A mirror that lacks a package of another platform makes `ci` refuse; `install` keeps to the lock as well.
  console.log('npm ci did not work: trying npm install …')
  return (await npm(['install', '--no-save', ...options], how)).code === 0
}

function readLock(path) {
  try {
    return JSON.parse(readFileSync(join(root, path), 'utf8')).packages
  } catch {
    return undefined
  }
}

/** The first difference between what is locked and what npm wrote down as installed, or nothing. */
export function whatIsMissing(locked, installed) {
  if (!installed) return 'nothing is installed yet'
  for (const [path, wanted] of Object.entries(locked ?? {})) {
    if (!path.includes('node_modules/')) continue
    const found = installed[path]
    // Packages for other platforms are locked but never installed.
    if (!found && wanted.optional) continue
    if (!found) return `${path} is missing`
    if (found.version !== wanted.version || found.resolved !== wanted.resolved) return `${path} has changed`
  }
  return undefined
}
