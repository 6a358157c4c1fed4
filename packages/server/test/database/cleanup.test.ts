import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sweep } from '../../src/db/cleanup.ts'
import type { Db, Trx } from '../../src/db/open.ts'
import { noteForeignShapes } from '../../src/users/foreign-passwords.store.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { putInstance, putUser } from '../support/rows.ts'

let database: TestDatabase
const statements: string[] = []
beforeEach(async () => {
  database = await openTestDatabase({ onQuery: (sql) => void statements.push(sql.trim()) })
  await putInstance(database.db)
  await putUser(database.db, 'user_1')
})
afterEach(() => database.close())

const day = 24 * 60 * 60 * 1000
const now = 1_790_000_000_000

const limits = (count: number, expiresAt: number) =>
  database.db
    .insertInto('limits')
    .values(
      Array.from({ length: count }, (_, index) => ({
        key: `${expiresAt} ${index}`,
        window_start: 0,
        count: 1,
        expires_at: expiresAt,
      })),
    )
    .execute()

const client = (id: string, expiresAt: number) =>
  database.db
    .insertInto('clients')
    .values({
      id,
      instance_id: 'ins_1',
      token_hash: id,
      sign_in_id: null,
      sign_up_id: null,
      last_active_session_id: null,
      last_strategy: null,
      cookie_expires_at: expiresAt,
      created_at: 1,
      updated_at: 1,
    })
    .execute()

const session = (id: string, clientId: string, ends: { expires_at: number; ended_at: number | null }) =>
  database.db
    .insertInto('sessions')
    .values({
      id,
      instance_id: 'ins_1',
      client_id: clientId,
      user_id: 'user_1',
      status: ends.ended_at === null ? 'active' : 'ended',
      first_strategy: 'password',
      first_verified_at: 1,
      epoch: 0,
      second_strategy: null,
      second_verified_at: null,
      owes_verification: 0,
      user_agent: null,
      ip: null,
      created_at: 1,
      last_active_at: 1,
      updated_at: 1,
      ...ends,
    })
    .execute()

test('what has expired is deleted in batches and the rest stays (R144)', async () => {
  await limits(1_200, now)
  await limits(30, now + 1)
  expect(await sweep(database.db, now)).toBe(1_200)
  expect(await database.db.selectFrom('limits').select('key').execute()).toHaveLength(30)
})

test('no statement deletes more than a batch (R144)', async () => {
  await limits(25, now)
  statements.length = 0
  expect(await sweep(database.db, now, 10)).toBe(25)
  expect(statements.filter((statement) => statement.startsWith('delete from "limits"'))).toHaveLength(3)
})

test('a session is kept a month after its end, and a client as long as it has one', async () => {
  await client('client_old', now - 1)
  await client('client_used', now - 1)
  await client('client_new', now + 1)
  await session('sess_live', 'client_used', { expires_at: now + day, ended_at: null })
  await session('sess_ended', 'client_new', { expires_at: now + day, ended_at: now - 29 * day })
  await session('sess_past', 'client_new', { expires_at: now + day, ended_at: now - 31 * day })
  await session('sess_lapsed', 'client_new', { expires_at: now - 31 * day, ended_at: null })
  await sweep(database.db, now)
  const sessions = await database.db.selectFrom('sessions').select('id').orderBy('id').execute()
  const clients = await database.db.selectFrom('clients').select('id').orderBy('id').execute()
  expect(sessions.map((row) => row.id)).toEqual(['sess_ended', 'sess_live'])
  expect(clients.map((row) => row.id)).toEqual(['client_new', 'client_used'])
})

test('an expired invitation is kept for 30 days, an accepted one for a year', async () => {
  const invitation = (id: string, times: { expires_at: number; accepted_at?: number; revoked_at?: number }) => ({
    ...{ id, instance_id: 'ins_1', email_address: 'a@b.example', email_key: 'a@b.example', token_hash: id },
    ...{ public_metadata: '{}', redirect_url: null, created_by: null, created_at: 1, user_id: null },
    ...{ accepted_at: null, revoked_at: null, ...times },
  })
  await database.db
    .insertInto('invitations')
    .values([
      invitation('inv_1', { expires_at: now - 29 * day }),
      invitation('inv_2', { expires_at: now - 30 * day }),
      invitation('inv_3', { expires_at: now - 30 * day, revoked_at: 2 }),
      invitation('inv_4', { expires_at: now - 300 * day, accepted_at: now - 364 * day }),
      invitation('inv_5', { expires_at: now - 300 * day, accepted_at: now - 365 * day }),
    ])
    .execute()
  await sweep(database.db, now)
  const kept = await database.db.selectFrom('invitations').select('id').orderBy('id').execute()
  expect(kept.map(({ id }) => id)).toEqual(['inv_1', 'inv_4'])
})

test('an enrolment that was never confirmed goes, a confirmed factor never does', async () => {
  const totp = { instance_id: 'ins_1', user_id: 'user_1', secret_sealed: 'x', last_step: 0, session_id: null }
  const times = { drift: 0, lean: 0, created_at: 1, updated_at: 1 }
  await database.db
    .insertInto('totp_factors')
    .values([
      { id: 'totp_open', ...totp, confirmed_at: null, expires_at: now, ...times },
      { id: 'totp_kept', ...totp, confirmed_at: 2, expires_at: now, ...times },
    ])
    .execute()
  await sweep(database.db, now)
  const rows = await database.db.selectFrom('totp_factors').select('id').execute()
  expect(rows.map((row) => row.id)).toEqual(['totp_kept'])
})

test("a user's failures are never forgotten by time, those of invented identifiers are", async () => {
  const failure = { instance_id: 'ins_1', level: 'first' as const, count: 3, locked_until: null, updated_at: 1 }
  await database.db
    .insertInto('failures')
    .values([
      { subject: 'user_1', ...failure },
      { subject: 'identifier:abc', ...failure },
    ])
    .execute()
  await sweep(database.db, now)
  const rows = await database.db.selectFrom('failures').select('subject').execute()
  expect(rows.map((row) => row.subject)).toEqual(['user_1'])
})

test('what was counted of messages is kept for ninety days, and so are pauses of ranges', async () => {
  const today = Math.floor(now / day)
  const tally = (age: number) => ({ id: `${age}`, instance_id: 'ins_1', day: today - age, country: 'DE' })
  await database.db
    .insertInto('sms_tallies')
    .values([tally(0), tally(89), tally(90)])
    .execute()
  const pause = (id: string, until: number) => ({
    ...{ id, instance_id: 'ins_1', range: '+4915222', since: 1, until, sent: 20, answered: 0 },
    ...{ lifted_at: null, lifted_by: null },
  })
  await database.db
    .insertInto('sms_pauses')
    .values([pause('new', now - 89 * day), pause('old', now - 90 * day)])
    .execute()
  await sweep(database.db, now)
  const kept = await database.db.selectFrom('sms_tallies').select('id').orderBy('day').execute()
  expect(kept.map(({ id }) => id)).toEqual(['89', '0'])
  expect((await database.db.selectFrom('sms_pauses').select('id').execute()).map(({ id }) => id)).toEqual(['new'])
})

describe('what a foreign password hash makes every check cost', () => {
  const hash = 'foreign$bcrypt,10$c2FsdA$bWFj'
  const shapes = async () =>
    (await database.db.selectFrom('foreign_hash_shapes').select('shape').execute()).map(({ shape }) => shape)
  const note = (db: Db | Trx, ...hashes: string[]) => noteForeignShapes(db as Trx, 'ins_1', hashes)
  const setPassword = (db: Db | Trx, password_hash: string | null) =>
    db.updateTable('users').set({ password_hash }).where('id', '=', 'user_1').execute()

  test('goes with the last hash of its kind, and those of other kinds stay', async () => {
    await note(database.db, hash, hash.replace(',10', ',11'))
    await setPassword(database.db, hash)
    await sweep(database.db, now)
    expect(await shapes()).toEqual(['bcrypt,10'])
    await setPassword(database.db, '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA')
    await sweep(database.db, now)
    expect(await shapes()).toEqual([])
  })

  test('is not forgotten beside a transaction that brings another such hash', async () => {
    await note(database.db, hash)
    let sweeping: Promise<number> | undefined
    await database.db.transaction().execute(async (trx) => {
      await setPassword(trx, hash)
      await note(trx, hash)
      sweeping = sweep(database.db, now)
      // Long enough for the sweep to see a shape of nobody, and to want it.
      await wait(100)
    })
    await sweeping
    expect(await shapes()).toEqual(['bcrypt,10'])
  })
})
