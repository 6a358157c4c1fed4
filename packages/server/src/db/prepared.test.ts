import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrate } from './migrate.ts'
import { type Database, openDatabase } from './open.ts'
import { prepared } from './prepared.ts'

const directory = mkdtempSync(join(tmpdir(), 'countersign-prepared-'))
const statements: string[] = []
let database: Database

beforeAll(async () => {
  database = await openDatabase({ kind: 'sqlite', directory }, { onQuery: (sql) => statements.push(sql) })
  await migrate(database)
})
afterAll(async () => {
  await database.close()
  rmSync(directory, { recursive: true })
})

let builds = 0
const put = prepared((db, values: { row: { key: string; value: string } }) => {
  builds++
  return db.insertInto('meta').values(values.row).returning('key')
})
const update = prepared((db, values: { key: string; change: { value?: string; key?: string } }) =>
  db.updateTable('meta').set(values.change).where('key', '=', values.key).returning(['key', 'value']),
)
const list = prepared((db, values: { keys: string[] }) =>
  db.selectFrom('meta').selectAll().where('key', 'in', values.keys).orderBy('key'),
)

test('a query is built once, and each run has its own values', async () => {
  expect(await put(database.db, { row: { key: 'a', value: '1' } })).toEqual([{ key: 'a' }])
  expect(await put(database.db, { row: { value: '2', key: 'b' } })).toEqual([{ key: 'b' }])
  await put(database.db, { row: { key: 'c', value: '3' } })
  // Once per order of columns, so that no value lands in another column.
  expect(builds).toBe(2)
  expect(await list(database.db, { keys: ['c', 'a', 'b'] })).toEqual([
    { key: 'a', value: '1' },
    { key: 'b', value: '2' },
    { key: 'c', value: '3' },
  ])
})

test('a list of another length and a change of other columns are plans of their own', async () => {
  expect(await list(database.db, { keys: ['b'] })).toEqual([{ key: 'b', value: '2' }])
  expect(await update(database.db, { key: 'b', change: { value: '4' } })).toEqual([{ key: 'b', value: '4' }])
  expect(await update(database.db, { key: 'b', change: { key: 'd' } })).toEqual([{ key: 'd', value: '4' }])
  expect(await update(database.db, { key: 'd', change: { key: undefined, value: '5' } as never })).toEqual([
    { key: 'd', value: '5' },
  ])
})

test('no value ever becomes part of a statement', async () => {
  const hostile = `x'); drop table meta; --`
  await put(database.db, { row: { key: hostile, value: hostile } })
  expect(await list(database.db, { keys: [hostile] })).toEqual([{ key: hostile, value: hostile }])
  expect(statements.filter((sql) => sql.includes('drop table meta'))).toEqual([])
})
