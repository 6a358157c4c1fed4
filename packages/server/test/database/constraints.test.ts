import { afterAll, beforeAll, expect, test } from 'vitest'
import { isGone } from '../../src/db/gone.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { putInstance, putUser, userRow } from '../support/rows.ts'

let database: TestDatabase
beforeAll(async () => {
  database = await openTestDatabase()
  await putInstance(database.db)
})
afterAll(() => database.close())

const email = (id: string, userId: string, verifiedAt: number | null) => ({
  id,
  instance_id: 'ins_1',
  user_id: userId,
  address: 'Ada@example.com',
  address_key: 'ada@example.com',
  verified_at: verifiedAt,
  created_at: 1,
  updated_at: 1,
})
const totp = (id: string, userId: string, confirmedAt: number | null) => ({
  id,
  instance_id: 'ins_1',
  user_id: userId,
  secret_sealed: 'v1.00000000.x',
  last_step: 0,
  drift: 0,
  lean: 0,
  confirmed_at: confirmedAt,
  session_id: null,
  expires_at: confirmedAt === null ? 10 : null,
  created_at: 1,
  updated_at: 1,
})

test('any number of people may claim an address, one may own it', async () => {
  const { db } = database
  await putUser(db, 'user_a')
  await putUser(db, 'user_b')
  await db
    .insertInto('email_addresses')
    .values([email('idn_1', 'user_a', null), email('idn_2', 'user_b', null)])
    .execute()
  await db.updateTable('email_addresses').set({ verified_at: 5 }).where('id', '=', 'idn_1').execute()
  await expect(
    db.updateTable('email_addresses').set({ verified_at: 6 }).where('id', '=', 'idn_2').execute(),
  ).rejects.toThrow(/unique/i)
})

test('deleting a user deletes what belongs to them, and keeps the record of it', async () => {
  const { db } = database
  await putUser(db, 'user_d')
  await db
    .insertInto('totp_factors')
    .values(totp('totp_3', 'user_d', 3))
    .execute()
  await db
    .insertInto('email_addresses')
    .values({ ...email('idn_3', 'user_d', null) })
    .execute()
  const audit = { actor_id: null, ip: null, user_agent: null, request_id: null, details: '{}' }
  await db
    .insertInto('audit')
    .values({ id: 'aud_1', instance_id: 'ins_1', at: 1, event: 'user.deleted', user_id: 'user_d', ...audit })
    .execute()
  await db.deleteFrom('users').where('id', '=', 'user_d').execute()
  expect(await db.selectFrom('totp_factors').select('id').where('user_id', '=', 'user_d').execute()).toEqual([])
  expect(await db.selectFrom('email_addresses').select('id').where('user_id', '=', 'user_d').execute()).toEqual([])
  expect(await db.selectFrom('audit').select('id').where('user_id', '=', 'user_d').execute()).toHaveLength(1)
})

test('a user cannot be in an instance that does not exist', async () => {
  const stray = { ...userRow('user_e'), instance_id: 'ins_none' }
  await expect(database.db.insertInto('users').values(stray).execute()).rejects.toThrow(/foreign key/i)
})

test('integers come back as numbers on either engine', async () => {
  const now = 1_790_000_000_123
  await putUser(database.db, 'user_f', { created_at: now })
  const row = await database.db
    .selectFrom('users')
    .select(({ fn }) => [fn.countAll<number>().as('count'), fn.sum<number>('created_at').as('sum')])
    .where('id', '=', 'user_f')
    .executeTakeFirstOrThrow()
  expect(row).toEqual({ count: 1, sum: now })
})

test('a row about someone who was deleted is told from other failures', async () => {
  const { db } = database
  const failureOf = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error: unknown) => error,
    )
  const about = (id: string, userId: string) =>
    db
      .insertInto('totp_factors')
      .values(totp(id, userId, 3))
      .execute()
  expect(isGone(await failureOf(about('totp_9', 'user_nobody')))).toBe(true)
  await putUser(db, 'user_g')
  await about('totp_9', 'user_g')
  const twice = await failureOf(about('totp_9', 'user_g'))
  expect([twice instanceof Error, isGone(twice)]).toEqual([true, false])
})
