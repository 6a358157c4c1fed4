import {
  closeSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import type { Random } from './random.ts'
import { StartupError } from './startup-error.ts'

export const masterKeyFileName = 'master.key'

/**
 * The text of the master key file, made at the first start. `mayCreate` is false once the database holds sealed values:
 * a new key would open none of them, so a missing one is never replaced silently (R114).
 */
export function readOrCreateMasterKey(directory: string, random: Random, mayCreate: boolean): string {
  const path = join(directory, masterKeyFileName)
  const known = read(path)
  if (known !== undefined) return known
  if (!mayCreate) {
    throw new StartupError(
      `The master key file ${path} is missing, but the database holds values sealed with it. ` +
        'Put the file back from your backup, or give the key in the environment.',
    )
  }
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  create(path, `${random.bytes(32).toString('base64')}\n`, random)
  return read(path) ?? ''
}

function read(path: string): string | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8').trim()
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new StartupError(
      `The master key file ${path} cannot be read: ${error instanceof Error ? error.message : ''}.`,
    )
  }
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
    throw new StartupError(`Other users of this machine may read ${path}. Close it with: chmod 600 ${path}`)
  }
  return text
}

/** Appears complete or not at all, and an existing file always wins. */
function create(path: string, text: string, random: Random): void {
  const draft = `${path}.${random.bytes(8).toString('hex')}`
  const file = openSync(draft, 'wx', 0o600)
  try {
    writeSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  try {
    linkSync(draft, path)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    unlinkSync(draft)
  }
  const directory = openSync(join(path, '..'), 'r')
  fsyncSync(directory)
  closeSync(directory)
}
