import { afterAll, beforeAll, expect, test } from 'vitest'
import { claim, claimed } from '../../src/db/claim.ts'
import { transact } from '../../src/db/transact.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

const use = (key: string) =>
  database.db
    .updateTable('meta')
    .set({ value: 'used' })
    .where('key', '=', key)
    .where('value', '=', 'unused')
    .returning('key')

test('of fifty callers at the same time exactly one gets the claim', async () => {
  await database.db.insertInto('meta').values({ key: 'once', value: 'unused' }).execute()
  const answers = await Promise.all(Array.from({ length: 50 }, () => claimed(use('once'))))
  expect(answers.filter(Boolean)).toHaveLength(1)
})

test('of fifty transactions at the same time exactly one gets the claim, and a claim that is rolled back is free again', async () => {
  await database.db.insertInto('meta').values({ key: 'twice', value: 'unused' }).execute()
  const outcomes = await Promise.allSettled(
    Array.from({ length: 50 }, (_, index) =>
      transact(database.db, async (trx) => {
        const isMine = await claimed(
          trx
            .updateTable('meta')
            .set({ value: 'used' })
            .where('key', '=', 'twice')
            .where('value', '=', 'unused')
            .returning('key'),
        )
        if (isMine && index === 0) throw new Error('on purpose')
        return isMine
      }),
    ),
  )
  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled' && outcome.value)).toHaveLength(1)
})

test('a claim gives the row it got, and nothing where there is none', async () => {
  await database.db.insertInto('meta').values({ key: 'row', value: 'unused' }).execute()
  expect(await claim(use('row'))).toEqual({ key: 'row' })
  expect(await claim(use('row'))).toBeUndefined()
})
