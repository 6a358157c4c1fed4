import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { npm, root } from './run.mjs'

/** Installs the locked dependencies unless npm's own record says that they are there. */
export async function ensureInstalled() {
  const missing = whatIsMissing(readLock('package-lock.json'), readLock('node_modules/.package-lock.json'))
  if (missing === undefined) return
  console.log(`installing dependencies (${missing}) …`)
  // The build needs the development dependencies, whatever NODE_ENV says.
  const options = ['--include=dev', '--include=optional', '--no-audit', '--no-fund']
  if ((await npm(['ci', ...options], { limitSeconds: 900 })).code === 0) return
  // A mirror that lacks a package of another platform makes `ci` refuse; `install` keeps to the lock as well.
  console.log('npm ci did not work: trying npm install …')
  const { code } = await npm(['install', '--no-save', ...options], { limitSeconds: 900 })
  if (code !== 0) throw new Error('Installing failed: see above. Is the npm registry in reach?')
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
