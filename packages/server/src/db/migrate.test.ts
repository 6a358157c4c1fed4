import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { StartupError } from '../lib/startup-error.ts'
import { migrate } from './migrate.ts'
import { openDatabase } from './open.ts'

test('a database server that cannot be reached stops the start with a sentence that says so, and no password', async () => {
  const database = await openDatabase({ kind: 'postgres', url: 'postgres://ada:hunter2@localhost:1/none' })
  const error = await migrate(database).catch((reason: unknown) => reason)
  await database.close()
  expect(error).toBeInstanceOf(StartupError)
  expect(String(error)).toMatch(/could not be brought up to date: .*ECONNREFUSED/)
  expect(String(error)).not.toContain('hunter2')
})

test('a data directory that cannot be used stops the start with a sentence that says so', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-open-'))
  writeFileSync(join(directory, 'file'), '')
  writeFileSync(join(directory, 'countersign.db'), 'this is no database'.repeat(100))
  await expect(openDatabase({ kind: 'sqlite', directory: join(directory, 'file') })).rejects.toThrow(
    /there is a file in its place/,
  )
  await expect(openDatabase({ kind: 'sqlite', directory })).rejects.toThrow(/is not an SQLite database/)
  rmSync(directory, { recursive: true })
})
