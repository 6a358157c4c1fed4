import { afterAll, beforeAll, expect, test } from 'vitest'
import { atLast } from '../../src/db/at-last.ts'
import { rehearse } from '../../src/db/rehearse.ts'
import { transact } from '../../src/db/transact.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

test('what is put off to the end of a transaction is done once, and not at all where it was only rehearsed', async () => {
  const done: string[] = []
  const note = (name: string) => async () => void done.push(name)
  await transact(database.db, async (trx) => {
    atLast(trx, 'kept', note('first'))
    await rehearse(trx, async () => atLast(trx, 'rehearsed', note('rehearsed')))
    atLast(trx, 'kept', note('second'))
    atLast(trx, 'other', note('third'))
    atLast(trx, 'other', note('fourth'), { replaces: true })
    expect(done).toEqual([])
  })
  expect(done).toEqual(['first', 'fourth'])
})
