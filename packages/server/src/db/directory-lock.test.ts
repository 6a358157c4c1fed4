import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Child, startChild } from '../../test/support/child.ts'
import { StartupError } from '../lib/startup-error.ts'
import { lockDirectory } from './directory-lock.ts'

let directory: string
let holder: Child | undefined
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-lock-'))
})
afterEach(async () => {
  await holder?.kill()
  rmSync(directory, { recursive: true })
})

test('a second server on a data directory is refused and told who holds it; when the holder is killed, the next one gets it (R142)', async () => {
  holder = startChild(new URL('../../test/support/lock-holder.ts', import.meta.url), directory)
  await holder.reaches((lines) => lines.includes('locked'))
  const refused = await lockDirectory(directory, 0).catch((error: unknown) => error)
  expect(refused).toBeInstanceOf(StartupError)
  expect(String(refused)).toContain(`process ${holder.pid}, running since 2026-09-21T14:13:20.000Z`)
  await holder.kill()
  const lock = await lockDirectory(directory, 0)
  lock.release()
})

test('the lock holds within one process too, and ends with its release', async () => {
  const lock = await lockDirectory(directory, 0)
  await expect(lockDirectory(directory, 0)).rejects.toThrow(StartupError)
  lock.release()
  lock.release()
  const next = await lockDirectory(directory, 0)
  next.release()
})
