import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { migrate } from '../../src/db/migrate.ts'
import { type DatabaseHooks, openDatabase } from '../../src/db/open.ts'
import { transact } from '../../src/db/transact.ts'
import { openTestDatabase } from '../support/database.ts'

/** Runs only through PgBouncer in transaction mode, which lends a connection of the server for one transaction. */
const listening = (statements: string[]): DatabaseHooks => ({ onQuery: (text) => void statements.push(text) })
const put = (key: string) => ({ key, value: 'x' })

test.each(['', '?pgbouncer=true'])(
  'finds out that it is behind a pooler (%s), and limits each transaction',
  async (query) => {
    const database = await openTestDatabase()
    const url = (database.options.kind === 'postgres' ? database.options.url : '') + query
    const statements: string[] = []
    const pooled = await openDatabase({ kind: 'postgres', url }, listening(statements))
    await transact(pooled.db, (trx) => trx.insertInto('meta').values(put('a')).execute())
    expect(statements[0]).toBe(
      'begin isolation level read committed; set local idle_in_transaction_session_timeout = 10000; set local statement_timeout = 2000',
    )
    expect(await pooled.isReady()).toBe(true)
    await pooled.close()
    await database.close()
  },
)

test('brings an empty database up to date, without a limit on how long a statement may take', async () => {
  const database = await openTestDatabase()
  await sql`drop schema public cascade`.execute(database.db)
  await sql`create schema public`.execute(database.db)
  const statements: string[] = []
  const empty = await openDatabase(database.options, listening(statements))
  await migrate(empty)
  expect(await empty.db.selectFrom('instances').selectAll().execute()).toEqual([])
  await empty.close()
  await database.close()
})

test('answers soon when a row stays locked, and leaves no limit behind on the connection of the server', async () => {
  const database = await openTestDatabase()
  const other = await openDatabase(database.options)
  await database.db.insertInto('meta').values(put('row')).execute()
  const change = (value: string) =>
    transact(other.db, (trx) => trx.updateTable('meta').set({ value }).where('key', '=', 'row').execute())
  await transact(database.db, async (trx) => {
    await trx.updateTable('meta').set({ value: 'held' }).where('key', '=', 'row').execute()
    await expect(change('late')).rejects.toMatchObject({ code: 'database_unavailable' })
  })
  await change('later')
  const [row] = await database.db.selectFrom('meta').selectAll().where('key', '=', 'row').execute()
  expect(row?.value).toBe('later')
  await other.close()
  await database.close()
})

test('runs the same statement many times at once on connections that others used before', async () => {
  const database = await openTestDatabase()
  const other = await openDatabase(database.options)
  const insert = (key: string, on = database) => on.db.insertInto('meta').values(put(key)).execute()
  await Promise.all(
    Array.from({ length: 60 }, (_, index) => insert(`n${index}`, index % 2 ? database : { ...database, ...other })),
  )
  expect(await database.db.selectFrom('meta').select('key').where('key', 'like', 'n%').execute()).toHaveLength(60)
  await other.close()
  await database.close()
})
