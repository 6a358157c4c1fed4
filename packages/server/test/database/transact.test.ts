import { afterAll, beforeAll, expect, test } from 'vitest'
import { transact } from '../../src/db/transact.ts'
import { openTestDatabase, type TestDatabase, testEngine } from '../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
  await database.db
    .insertInto('meta')
    .values([
      { key: 'a', value: '0' },
      { key: 'b', value: '0' },
    ])
    .execute()
})
afterAll(() => database.close())

const readValue = async (key: string) =>
  (await database.db.selectFrom('meta').select('value').where('key', '=', key).executeTakeFirstOrThrow()).value

test('a transaction that throws leaves nothing behind', async () => {
  const failing = transact(database.db, async (trx) => {
    await trx.updateTable('meta').set({ value: 'lost' }).execute()
    throw new Error('on purpose')
  })
  await expect(failing).rejects.toThrow('on purpose')
  expect(await readValue('a')).toBe('0')
})

test('inside a transaction, transact joins it', async () => {
  const failing = transact(database.db, async (trx) => {
    await transact(trx, (inner) => inner.updateTable('meta').set({ value: 'lost' }).execute())
    throw new Error('on purpose')
  })
  await expect(failing).rejects.toThrow('on purpose')
  expect(await readValue('b')).toBe('0')
})

test('two transactions that lock two rows the other way round both go through', async () => {
  let met = 0
  const change = (first: string, second: string, name: string) => {
    let runs = 0
    return transact(database.db, async (trx) => {
      runs += 1
      await trx.updateTable('meta').set({ value: name }).where('key', '=', first).execute()
      met += 1
      // Only PostgreSQL runs them side by side; there, each waits until the other holds its first row.
      while (testEngine === 'postgres' && runs === 1 && met < 2) await new Promise((resolve) => setTimeout(resolve, 5))
      await trx.updateTable('meta').set({ value: name }).where('key', '=', second).execute()
      return runs
    })
  }
  const runs = await Promise.all([change('a', 'b', 'one'), change('b', 'a', 'two')])
  expect(await readValue('a')).toBe(await readValue('b'))
  expect(runs[0] + runs[1]).toBe(testEngine === 'postgres' ? 3 : 2)
})
