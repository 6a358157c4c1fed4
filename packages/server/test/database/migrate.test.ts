import { type Kysely, type Migration, sql } from 'kysely'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { migrations } from '../../src/db/migrations/index.ts'
import { statements } from '../../src/db/migrations/statements.ts'
import { openDatabase } from '../../src/db/open.ts'
import { StartupError } from '../../src/lib/startup-error.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await openTestDatabase()
})
afterEach(() => database.close())

const table = (name: string): Migration => ({
  async up(db: Kysely<unknown>) {
    await db.schema.createTable(name).addColumn('id', 'text').execute()
  },
})
const next = (name: string, migration: Migration) => ({ ...migrations, [name]: migration })
const hasTable = async (name: string) =>
  (await database.db.introspection.getTables()).some((candidate) => candidate.name === name)

test('a database that is up to date is left alone', async () => {
  expect(await migrate(database)).toEqual([])
})

test('what is new is applied, once', async () => {
  const newer = next('9001_more', table('more'))
  expect(await migrate(database, newer)).toEqual(['9001_more'])
  expect(await migrate(database, newer)).toEqual([])
  expect(await hasTable('more')).toBe(true)
})

test('servers that start together on a new version migrate once (R148)', async () => {
  const newer = next('9001_more', table('more'))
  const others = await Promise.all(Array.from({ length: 4 }, () => openDatabase(database.options)))
  const applied = await Promise.all(others.map((other) => migrate(other, newer)))
  expect(applied.flat()).toEqual(['9001_more'])
  await Promise.all(others.map((other) => other.close()))
})

test('a migration that fails half way leaves no trace, and the next start succeeds (R148)', async () => {
  const broken: Migration = {
    async up(db: Kysely<unknown>) {
      await table('more').up(db)
      await sql`insert into nowhere values (1)`.execute(db)
    },
  }
  await expect(migrate(database, next('9001_more', broken))).rejects.toThrow(StartupError)
  expect(await hasTable('more')).toBe(false)
  expect(await migrate(database, next('9001_more', table('more')))).toEqual(['9001_more'])
})

test('an older program refuses the tables of a newer one and names what it does not know (R148)', async () => {
  await migrate(database, next('9001_more', table('more')))
  await expect(migrate(database)).rejects.toThrow(/newer version of Countersign.*9001_more/)
})

test('a migration that was changed after it ran is refused by name, before anything is written (R148)', async () => {
  const more = (list: string[]) => next('9001_more', statements(list))
  const create = ['create table more (id text)']
  await migrate(database, more(create))
  expect(await migrate(database, more(['create table  more\n (id text)']))).toEqual([])
  const edited = { ...more([...create, 'create table most (id text)']), '9002_next': table('next') }
  await expect(migrate(database, edited)).rejects.toThrow(/9001_more ran here with other statements/)
  expect(await hasTable('next')).toBe(false)
  // An update from before there were checksums takes note of those that ran.
  await database.db.deleteFrom('migration_checksums').execute()
  await migrate(database, { ...more(create), '9002_next': table('next') })
  await expect(migrate(database, { ...edited, '0001_tables': statements([]) })).rejects.toThrow(
    /0001_tables, 9001_more/,
  )
  expect(Object.values(migrations).every(({ checksum }) => checksum !== undefined)).toBe(true)
})
