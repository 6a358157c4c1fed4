import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Database, type Db, openDatabase } from '../open.ts'
import { loadSqlite } from './handle.ts'

let directory: string
let database: Database
let db: Db
let statements: string[]
let fail: (sql: string) => void

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'countersign-queue-'))
  statements = []
  fail = () => {}
  const onQuery = (sql: string) => {
    statements.push(sql)
    fail(sql)
  }
  database = await openDatabase({ kind: 'sqlite', directory: join(directory, 'data') }, { onQuery })
  db = database.db
  await db.schema
    .createTable('meta')
    .addColumn('key', 'text', (column) => column.primaryKey().notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .execute()
  statements.length = 0
})

afterEach(async () => {
  await database.close()
  rmSync(directory, { recursive: true })
})

const put = (on: Db, key: string, value = 'x') => on.insertInto('meta').values({ key, value }).execute()
const keys = async (on: Db) =>
  (await on.selectFrom('meta').select('key').orderBy('key').execute()).map((row) => row.key)
const commits = () => statements.filter((statement) => statement === 'commit').length

test('writes that arrive together share one commit', async () => {
  await Promise.all(Array.from({ length: 50 }, (_, i) => put(db, `k${i}`)))
  expect(commits()).toBe(1)
  expect(await keys(db)).toHaveLength(50)
})

test('a group is bounded, and all of a larger crowd is written', async () => {
  await Promise.all(Array.from({ length: 200 }, (_, i) => put(db, `k${i}`)))
  expect(commits()).toBe(4)
  expect(await keys(db)).toHaveLength(200)
})

test('what was acknowledged is there, what failed is not, and no failure spoils a neighbour', async () => {
  const job = fc.record({
    keys: fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 4 }),
    throwsAfter: fc.option(fc.nat(3), { nil: undefined }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(job, { minLength: 1, maxLength: 20 }), async (jobs) => {
      await db.deleteFrom('meta').execute()
      const outcomes = await Promise.allSettled(
        jobs.map((each, index) =>
          db.transaction().execute(async (trx) => {
            for (const [step, key] of each.keys.entries()) {
              if (each.throwsAfter === step) throw new Error('on purpose')
              await put(trx, `${key}`, `${index}`)
            }
          }),
        ),
      )
      const expected = jobs.flatMap((each, index) =>
        outcomes[index]?.status === 'fulfilled' ? each.keys.map((key) => `${key}=${index}`) : [],
      )
      const rows = await db.selectFrom('meta').selectAll().execute()
      expect(rows.map((row) => `${row.key}=${row.value}`).sort()).toEqual(expected.sort())
    }),
    { numRuns: 60 },
  )
})

test('a read outside a transaction never sees what is not committed', async () => {
  const seen: string[][] = []
  await db.transaction().execute(async (trx) => {
    await put(trx, 'draft')
    seen.push(await keys(db), await keys(trx))
  })
  expect(seen).toEqual([[], ['draft']])
  expect(await keys(db)).toEqual(['draft'])
})

test('nobody is told of a write before its commit', async () => {
  const order: string[] = []
  fail = (sql) => void (sql === 'commit' && order.push('commit'))
  await Promise.all(['a', 'b', 'c'].map((key) => put(db, key).then(() => order.push(key))))
  expect(order).toEqual(['commit', 'a', 'b', 'c'])
})

test('when the commit fails, every write of the group is told so and none is kept', async () => {
  fail = (sql) => {
    if (sql === 'commit') throw new Error('disk on fire')
  }
  const outcomes = await Promise.allSettled([
    put(db, 'a'),
    db.transaction().execute((trx) => put(trx, 'b')),
    put(db, 'c'),
  ])
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected', 'rejected'])
  fail = () => {}
  expect(await keys(db)).toEqual([])
  await put(db, 'later')
  expect(await keys(db)).toEqual(['later'])
})

test('when a transaction cannot begin, the waiting writes are told so and the next ones work', async () => {
  fail = (sql) => {
    if (sql === 'begin immediate') throw new Error('not now')
  }
  const outcomes = await Promise.allSettled([put(db, 'a'), put(db, 'b')])
  expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected'])
  fail = () => {}
  await put(db, 'later')
  expect(await keys(db)).toEqual(['later'])
})

test('a transaction that waits for something else is rolled back and does not hold up the others for ever', async () => {
  const stuck = db.transaction().execute(async (trx) => {
    await put(trx, 'stuck')
    await new Promise((resolve) => setTimeout(resolve, 2_300))
  })
  const outcome = await Promise.allSettled([stuck, put(db, 'free')])
  expect(outcome.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
  expect(await keys(db)).toEqual(['free'])
})

test('while another process writes, writes wait without stopping the event loop', async () => {
  const { DatabaseSync } = await loadSqlite()
  const other = new DatabaseSync(join(directory, 'data', 'countersign.db'))
  other.exec("begin immediate; insert into meta values ('other', 'x')")
  let turns = 0
  const ticking = setInterval(() => turns++, 5)
  const waiting = put(db, 'mine')
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(turns).toBeGreaterThan(5)
  other.exec('commit')
  other.close()
  await waiting
  clearInterval(ticking)
  expect(await keys(db)).toEqual(['mine', 'other'])
})

test('RETURNING answers with the rows, and counts are of affected rows', async () => {
  await Promise.all([put(db, 'a'), put(db, 'b')])
  const returned = await db.updateTable('meta').set({ value: 'y' }).returning('key').execute()
  expect(returned.map((row) => row.key).sort()).toEqual(['a', 'b'])
  const updated = await db.updateTable('meta').set({ value: 'z' }).where('key', '=', 'a').executeTakeFirstOrThrow()
  expect(updated.numUpdatedRows).toBe(1n)
  const deleted = await db.deleteFrom('meta').executeTakeFirstOrThrow()
  expect(deleted.numDeletedRows).toBe(2n)
})

test('the data directory and its files are closed to other users', async () => {
  await put(db, 'a')
  const data = join(directory, 'data')
  expect(statSync(data).mode & 0o777).toBe(0o700)
  for (const file of ['countersign.db', 'countersign.db-wal', 'countersign.db-shm']) {
    expect(statSync(join(data, file)).mode & 0o777).toBe(0o600)
  }
})
