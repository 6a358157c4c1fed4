import { createHash, randomBytes } from 'node:crypto'
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate } from '../../src/db/migrate.ts'
import { type Database, type DatabaseHooks, type DatabaseOptions, openDatabase } from '../../src/db/open.ts'
import { databaseFileName } from '../../src/db/sqlite/open.ts'

export interface TestDatabase extends Database {
  /** For a second connection to the same database, as another server has it. */
  options: DatabaseOptions
}

export const testEngine = process.env['TEST_ENGINE'] === 'postgres' ? 'postgres' : 'sqlite'

/** A fresh, migrated database of the engine that `TEST_ENGINE` names; `close()` removes it. */
export async function openTestDatabase(hooks: DatabaseHooks = {}): Promise<TestDatabase> {
  return testEngine === 'postgres' ? openOnPostgres(hooks) : openOnSqlite(hooks)
}

async function openOnSqlite(hooks: DatabaseHooks): Promise<TestDatabase> {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-test-'))
  const options = { kind: 'sqlite', directory } as const
  copyFileSync(await sqliteTemplate(), join(directory, databaseFileName))
  const database = await openDatabase(options, { ...unflushed, ...hooks })
  return {
    ...database,
    options,
    async close() {
      await database.close()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** What survives a power cut is for tests that kill processes. Here each flush to disk would cost more than the request it belongs to. */
const unflushed: DatabaseHooks = { onOpen: (writer) => writer.exec('pragma synchronous = off') }

let template: Promise<string> | undefined
/** The path of a migrated database without rows, made once for all files of a worker. */
function sqliteTemplate(): Promise<string> {
  template ??= (async () => {
    const directory = mkdtempSync(join(tmpdir(), 'countersign-template-'))
    process.once('exit', () => rmSync(directory, { recursive: true, force: true }))
    let fold = () => {}
    const onOpen: DatabaseHooks['onOpen'] = (writer) => {
      fold = () => writer.exec('pragma wal_checkpoint(truncate)')
    }
    const database = await openDatabase({ kind: 'sqlite', directory }, { onOpen })
    await migrate(database)
    // All of it into the one file that is copied.
    fold()
    await database.close()
    return join(directory, databaseFileName)
  })()
  return template
}

async function openOnPostgres(hooks: DatabaseHooks): Promise<TestDatabase> {
  const name = `countersign_test_${randomBytes(8).toString('hex')}`
  await administer(async (admin) => {
    await admin.query(`create database ${name} template ${await findTemplate(admin)}`)
  })
  const options = { kind: 'postgres', url: pooledUrlOf(name) } as const
  const database = await openDatabase(options, hooks)
  return {
    ...database,
    options,
    async close() {
      await database.close()
      await administer(async (admin) => {
        await admin.query(`drop database if exists ${name} with (force)`)
      })
    },
  }
}

/** Copying a migrated database is faster than migrating one; the first test of a run makes it, under a lock. */
async function findTemplate(admin: pg.Client): Promise<string> {
  const name = `countersign_template_${migrationsVersion()}`
  await admin.query('select pg_advisory_lock(4850)')
  const { rowCount } = await admin.query('select 1 from pg_database where datname = $1', [name])
  if (rowCount === 0) {
    const draft = `${name}_draft`
    await admin.query(`drop database if exists ${draft} with (force)`)
    await admin.query(`create database ${draft}`)
    await migrateAndClose({ kind: 'postgres', url: urlOf(draft) })
    await admin.query(`alter database ${draft} rename to ${name}`)
  }
  await admin.query('select pg_advisory_unlock(4850)')
  return name
}

function migrationsVersion(): string {
  const folder = new URL('../../src/db/migrations/', import.meta.url)
  const hash = createHash('sha256')
  for (const file of readdirSync(folder).sort()) hash.update(readFileSync(new URL(file, folder)))
  return hash.digest('hex').slice(0, 12)
}

async function migrateAndClose(options: DatabaseOptions): Promise<void> {
  const database = await openDatabase(options)
  await migrate(database)
  await database.close()
}

async function administer(work: (admin: pg.Client) => Promise<void>): Promise<void> {
  const admin = new pg.Client({ connectionString: serverUrl() })
  await admin.connect()
  try {
    await work(admin)
  } finally {
    await admin.end()
  }
}

function serverUrl(): string {
  const url = process.env['TEST_DATABASE_URL']
  if (!url) throw new Error('TEST_ENGINE=postgres needs TEST_DATABASE_URL: a server on which databases may be made.')
  return url
}

/** Where a pooler stands in front of the server, the product is connected to that; databases are made on the server itself. */
function pooledUrlOf(name: string): string {
  const pooler = process.env['TEST_THROUGH_POOLER']
  const url = new URL(urlOf(name))
  if (pooler) url.host = new URL(pooler).host
  return url.href
}

function urlOf(name: string): string {
  const url = new URL(serverUrl())
  url.pathname = `/${name}`
  return url.href
}
