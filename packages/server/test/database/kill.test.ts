import type { Kysely } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { migrations } from '../../src/db/migrations/index.ts'
import { openDatabase } from '../../src/db/open.ts'
import { type Child, startChild } from '../support/child.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase
let child: Child | undefined
beforeEach(async () => {
  database = await openTestDatabase()
})
afterEach(async () => {
  await child?.kill()
  await database.close()
})

test('whatever was acknowledged is there after the process was killed', async () => {
  const options = JSON.stringify(database.options)
  for (const run of ['one', 'two', 'three', 'four']) {
    child = startChild(new URL('./kill.writer.ts', import.meta.url), options, run)
    await child.reaches((lines) => lines.length > 300)
    await child.kill()
    const reopened = await openDatabase(database.options)
    const rows = await reopened.db.selectFrom('meta').select('key').where('key', 'like', `${run}-%`).execute()
    const kept = new Set(rows.map((row) => row.key))
    // The last line may have been cut off by the kill.
    expect(child.lines.slice(0, -1).filter((key) => !kept.has(key))).toEqual([])
    await reopened.close()
  }
})

test('a process killed in the middle of a migration leaves no trace, and the next start succeeds (R148)', async () => {
  child = startChild(new URL('./kill.migration.ts', import.meta.url), JSON.stringify(database.options))
  await child.reaches((lines) => lines.includes('half way'))
  await child.kill()
  const createMore = {
    up: (db: Kysely<unknown>) => db.schema.createTable('more').addColumn('id', 'text').execute(),
  }
  expect(await migrate(database, { ...migrations, '9001_more': createMore })).toEqual(['9001_more'])
})
