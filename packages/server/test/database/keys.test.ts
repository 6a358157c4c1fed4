import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isFresh, loadKeyring } from '../../src/db/keys.ts'
import { migrate } from '../../src/db/migrate.ts'
import { migrations } from '../../src/db/migrations/index.ts'
import { openDatabase } from '../../src/db/open.ts'
import { reseal, sealedStatus } from '../../src/db/reseal.ts'
import { SealError } from '../../src/lib/keyring.ts'
import { firstPepper, openPeppers } from '../../src/lib/peppers.ts'
import { systemRandom } from '../../src/lib/random.ts'
import { openSealer } from '../../src/lib/sealing.ts'
import { openTestDatabase, type TestDatabase } from '../support/database.ts'
import { putInstance } from '../support/rows.ts'

let database: TestDatabase
beforeEach(async () => {
  database = await openTestDatabase()
})
afterEach(() => database.close())

const oldKey = Buffer.alloc(32, 1)
const newKey = Buffer.alloc(32, 2)
const load = (...keys: Buffer[]) => loadKeyring(database.db, keys, systemRandom)

async function putMessages(count: number, keyring: Awaited<ReturnType<typeof load>>): Promise<void> {
  await putInstance(database.db)
  const rows = Array.from({ length: count }, (_, index) => {
    const id = `msg_${String(index).padStart(4, '0')}`
    return {
      id,
      instance_id: 'ins_1',
      channel: 'email' as const,
      kind: 'code',
      destination: 'ada@example.com',
      destination_key: 'ada@example.com',
      content_sealed: keyring.seal(`text ${index}`, { purpose: 'message', row: id, owner: 'ins_1' }),
      created_at: index,
    }
  })
  await database.db.insertInto('messages').values(rows).execute()
}

async function readMessages(keyring: Awaited<ReturnType<typeof load>>): Promise<string[]> {
  const rows = await database.db.selectFrom('messages').select(['id', 'content_sealed']).orderBy('id').execute()
  return rows.map((row) => keyring.open(row.content_sealed, { purpose: 'message', row: row.id, owner: 'ins_1' }))
}

test('the first start makes the pepper and later starts find it', async () => {
  expect(await isFresh(database.db)).toBe(true)
  const first = await load(oldKey)
  const later = await load(oldKey)
  expect(await isFresh(database.db)).toBe(false)
  expect(later.mac('code', '123456')).toBe(first.mac('code', '123456'))
})

test('servers that start for the first time together agree on one pepper', async () => {
  const keyrings = await Promise.all(Array.from({ length: 8 }, () => load(oldKey)))
  expect(new Set(keyrings.map((keyring) => keyring.mac('code', '123456'))).size).toBe(1)
})

test('a wrong master key is refused in words, and changes nothing (R114)', async () => {
  const first = await load(oldKey)
  await expect(load(newKey)).rejects.toThrow(/master key does not fit this database/)
  expect((await load(oldKey)).mac('code', '123456')).toBe(first.mac('code', '123456'))
})

test('a lost pepper is never made anew beside what it protected (R114)', async () => {
  await load(oldKey)
  await putInstance(database.db)
  const key = { instance_id: 'ins_1', public_jwk: '{}', private_sealed: 'x', created_at: 1, retired_at: null }
  await database.db
    .insertInto('signing_keys')
    .values({ id: 'kid_1', ...key })
    .execute()
  await database.db.deleteFrom('peppers').execute()
  await expect(load(oldKey)).rejects.toThrow(/database is incomplete/)
})

test('after sealing again, the new master key opens everything alone and MACs are as before (R115)', async () => {
  const before = await load(oldKey)
  await putMessages(25, before)
  const both = await load(newKey, oldKey)
  expect(await sealedStatus(database.db, both)).toEqual({ [before.currentKeyId]: 27, [both.currentKeyId]: 0 })
  expect(await reseal(database.db, both, { batch: 10 })).toEqual({ resealed: 27, unreadable: 0 })
  expect(await reseal(database.db, both, { batch: 10 })).toEqual({ resealed: 0, unreadable: 0 })
  const after = await load(newKey)
  expect(await readMessages(after)).toEqual(Array.from({ length: 25 }, (_, index) => `text ${index}`))
  expect(after.mac('password', 'x')).toBe(before.mac('password', 'x'))
  expect(await sealedStatus(database.db, after)).toEqual({ [after.currentKeyId]: 27 })
  await expect(load(oldKey)).rejects.toThrow(/master key does not fit/)
})

test('sealing again that stops half way goes on with what is left (R115)', async () => {
  await putMessages(25, await load(oldKey))
  const both = await load(newKey, oldKey)
  let left = 12
  const dying = {
    ...both,
    seal(plain: string, binding: Parameters<typeof both.seal>[1]) {
      if (left-- === 0) throw new Error('killed')
      return both.seal(plain, binding)
    },
  }
  await expect(reseal(database.db, dying, { batch: 10 })).rejects.toThrow('killed')
  expect(await readMessages(both)).toHaveLength(25)
  const rest = await reseal(database.db, both, { batch: 10 })
  expect(rest.resealed).toBeLessThan(27)
  expect(await sealedStatus(database.db, both)).toMatchObject({ [both.currentKeyId]: 27 })
})

test('a damaged value is counted and left, and the others are sealed again', async () => {
  await putMessages(3, await load(oldKey))
  await database.db
    .updateTable('messages')
    .set({ content_sealed: 'v1.00000000.AAAA' })
    .where('id', '=', 'msg_0001')
    .execute()
  const both = await load(newKey, oldKey)
  expect(await reseal(database.db, both, { batch: 2 })).toEqual({ resealed: 4, unreadable: 1 })
  await expect(readMessages(both)).rejects.toThrow(SealError)
})

test('the pepper of a database from before there were several is the first of them, and every MAC stays right', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'countersign-test-'))
  const older = await openDatabase({ kind: 'sqlite', directory })
  // It fails at the end: there was no place for checksums yet.
  await migrate(older, Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0030'))).catch(() => {})
  const value = Buffer.alloc(32, 9)
  const binding = { purpose: 'pepper', row: 'pepper', owner: '' } as const
  const sealed = openSealer([oldKey], systemRandom).seal(value.toString('base64url'), binding)
  await older.db.insertInto('meta').values({ key: 'pepper', value: sealed }).execute()
  await migrate(older)
  const keyring = await loadKeyring(older.db, [oldKey], systemRandom)
  const then = openPeppers(firstPepper(value))
  for (const purpose of ['code', 'password', 'identifier', 'limit'] as const)
    expect(keyring.mac(purpose, 'x')).toBe(then.mac(purpose, 'x'))
  await older.close()
  rmSync(directory, { recursive: true })
})
