import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { StartupError } from '../lib/startup-error.ts'
import { makeDataDirectory } from './data-directory.ts'
import { isBusy } from './sqlite/failures.ts'
import { loadSqlite, type SqliteHandle } from './sqlite/handle.ts'

export interface DirectoryLock {
  release(): void
}

/** A handle that nobody refers to is collected as garbage, and the lock with it: it is held from here until its release. */
const heldHandles = new Set<SqliteHandle>()

/**
 * One server per data directory (R142). The lock is the operating system's, on a file of its own, held by an open
 * transaction: it dies with the process, so there is no stale process id to reason about. `server.json` only names the
 * holder for the message.
 */
export async function lockDirectory(directory: string, now: number): Promise<DirectoryLock> {
  makeDataDirectory(directory)
  const { DatabaseSync } = await loadSqlite()
  const handle: SqliteHandle = new DatabaseSync(join(directory, 'server.lock.db'), { timeout: 0 })
  try {
    handle.exec('begin exclusive')
  } catch (error) {
    handle.close()
    if (!isBusy(error)) throw error
    throw new StartupError(
      `Another server is using the data directory ${directory}${await describeHolder(directory)}. ` +
        'Stop it first, or give this one a directory of its own.',
    )
  }
  const holder: Holder = { pid: process.pid, startedAt: new Date(now).toISOString() }
  writeFileSync(join(directory, 'server.json'), `${JSON.stringify(holder)}\n`, { mode: 0o600 })
  heldHandles.add(handle)
  return {
    release() {
      if (heldHandles.delete(handle)) handle.close()
    },
  }
}

interface Holder {
  pid: number
  startedAt: string
}

/** The holder writes its name just after it got the lock: give it a moment. */
async function describeHolder(directory: string): Promise<string> {
  for (let attempt = 0; attempt < 20; attempt++) {
    try {
      const holder = JSON.parse(readFileSync(join(directory, 'server.json'), 'utf8')) as Holder
      return ` (process ${holder.pid}, running since ${holder.startedAt})`
    } catch {
      await wait(50)
    }
  }
  return ''
}
