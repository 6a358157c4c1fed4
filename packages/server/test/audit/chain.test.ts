import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recordMany } from '../../src/audit/audit.ts'
import { chainAll } from '../../src/audit/chain.ts'
import { verifyChain } from '../../src/audit/verify.ts'
import { tendChains } from '../../src/audit/worker.ts'
import { transact } from '../../src/db/transact.ts'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { patchSettings } from '../../src/instances/settings.ts'
import { mfaOn, startTestApp, type TestApp } from '../support/app.ts'

const day = 86_400_000
let app: TestApp
let instance: CreatedInstance
beforeAll(async () => {
  app = await startTestApp()
})
afterAll(() => app.close())

let count = 0
/** An instance of its own with so many entries. */
async function written(entries: number): Promise<string> {
  instance = await app.create({ name: `Audited ${++count}` }, mfaOn)
  await write(entries)
  await tendChains(app.context)
  return instance.instance.id
}
async function write(entries: number): Promise<void> {
  app.clock.advance(1000)
  const scope = { context: app.context, instance: instance.instance, now: app.clock.now() }
  const all = Array.from({ length: entries }, (_, index) => ({ userId: 'user_1', details: { index } }))
  await transact(app.context.db, (trx) => recordMany(trx, scope, 'test.happened', all))
}
const verify = (id: string, expected: { seq: number; link: string } | null = null) =>
  verifyChain(app.context, id, { expected })
const brokenAt = async (id: string) => {
  const { broken } = await verify(id)
  return broken && [broken.seq, broken.why]
}
/** Does something to the database and takes it back after the look. */
async function meddled(id: string, change: string): Promise<unknown> {
  const { db } = app.context
  const tables = ['audit', 'audit_chains', 'audit_heads'] as const
  const read = (table: (typeof tables)[number]) => db.selectFrom(table).selectAll().where('instance_id', '=', id)
  const before = await Promise.all(tables.map((table) => read(table).execute()))
  await sql.raw(change).execute(db)
  const found = await brokenAt(id)
  for (const [index, table] of tables.entries()) {
    await db.deleteFrom(table).where('instance_id', '=', id).execute()
    const rows = before[index] ?? []
    if (rows.length > 0)
      await db
        .insertInto(table)
        .values(rows as never)
        .execute()
  }
  return found
}

test('a chain that nobody touched is whole, with its signed head, however many servers lengthened it (R145)', async () => {
  const id = await written(5)
  await write(250)
  const linked = await Promise.all([chainAll(app.context), chainAll(app.context), chainAll(app.context)])
  expect(linked.reduce((sum, each) => sum + each)).toBe(250)
  await write(1)
  const verified = await verify(id)
  // One entry tells that the instance was made.
  expect(verified).toMatchObject({ entries: 256, waiting: 1, from: 1, broken: null, head: { seq: 256 } })
  expect(verified.signed).toMatchObject({ seq: 6 })
  app.clock.advance(3_600_000)
  await tendChains(app.context)
  expect((await verify(id)).signed).toMatchObject({ seq: 257 })
})

describe('whoever has the database but not the keys cannot', () => {
  let id: string
  const at = (seq: number) => `instance_id = '${id}' and seq = ${seq}`
  const changed = 'it was changed after it was written'
  beforeAll(async () => {
    id = await written(9)
  })

  test.each([
    ['change what happened', () => `update audit set event = 'test.other' where ${at(4)}`, [4, changed]],
    ['change when', () => `update audit set at = at - 1 where ${at(4)}`, [4, changed]],
    ['change who did it', () => `update audit set actor_id = null where ${at(7)}`, [7, changed]],
    ['take one out', () => `delete from audit where ${at(5)}`, [5, 'it is gone']],
    ['take the seal off', () => `update audit set seal = '' where ${at(5)}`, [5, changed]],
    [
      'swap two',
      () => `update audit set seq = case seq when 3 then -4 else -3 end where instance_id = '${id}' and seq in (3, 4)`,
      [3, 'it is gone'],
    ],
    [
      'cut the end off',
      () => `delete from audit where instance_id = '${id}' and seq > 8`,
      [9, 'this and what follows, up to 10, is gone'],
    ],
    [
      'cut the end off and say so',
      () =>
        `update audit_chains set seq = 8, link = (select link from audit where ${at(8)}) where instance_id = '${id}'`,
      [8, 'the end of the chain was written by somebody else'],
    ],
    [
      'forget that there is an end',
      () => `delete from audit_chains where instance_id = '${id}'`,
      [null, 'the end of the chain is not written down'],
    ],
    [
      'sign a head',
      () => `update audit_heads set seq = seq - 1 where instance_id = '${id}'`,
      [9, 'the signature of this head is wrong'],
    ],
    [
      'call the beginning old',
      () => `update audit_heads set kind = 'anchor' where instance_id = '${id}'`,
      [10, 'the signature of this anchor is wrong'],
    ],
  ])('%s (R145)', async (_, change, found) => {
    expect(await brokenAt(id)).toBeNull()
    expect(await meddled(id, change())).toEqual(found)
  })

  test('write an entry, before it is linked or after (R145)', async () => {
    const forged = (seal: string) =>
      `insert into audit (id, instance_id, at, event, details, seal) values ('aud_forged', '${id}', ${app.clock.now()}, 'x', '{}', '${seal}')`
    expect(await meddled(id, forged('made up'))).toEqual([null, changed])
    for (const seal of ['', 'made up']) {
      const { db } = app.context
      const before = await db
        .selectFrom('audit_chains')
        .selectAll()
        .where('instance_id', '=', id)
        .executeTakeFirstOrThrow()
      await sql.raw(forged(seal)).execute(db)
      await chainAll(app.context)
      expect(await brokenAt(id)).toEqual([11, changed])
      await db.deleteFrom('audit').where('id', '=', 'aud_forged').execute()
      await db.updateTable('audit_chains').set(before).where('instance_id', '=', id).execute()
    }
  })

  test('put an older database in place of this one unseen: its end is in the log, and can be asked for (R145)', async () => {
    const line = app.logged.map((text) => JSON.parse(text)).findLast((each) => each.auditHead?.instance_id === id)
    const { seq, link } = line.auditHead
    expect((await verify(id, { seq, link })).broken).toBeNull()
    expect((await verify(id, { seq, link: 'another' })).broken).toMatchObject({
      seq,
      why: expect.stringMatching(/^the expected /),
    })
    expect((await verify(id, { seq: 99, link })).broken).toMatchObject({
      seq: 11,
      why: expect.stringMatching(/ is gone$/),
    })
  })
})

test('what is older than the instance keeps goes, from the front, and the rest can still be checked (R147)', async () => {
  const id = await written(520)
  const { settings, id: same } = instance.instance
  expect([settings.audit.days, same]).toEqual([365, id])
  const scope = { context: app.context, instance: instance.instance, now: app.clock.now() }
  await expect(patchSettings(scope, { audit: { days: 29 } })).rejects.toMatchObject({
    code: 'settings_invalid',
  })
  await patchSettings(scope, { audit: { days: 30 } })
  app.clock.advance(20 * day)
  await write(3)
  app.clock.advance(11 * day)
  await tendChains(app.context)
  const kept = await verify(id)
  // The first entry, the change of the settings and five hundred and twenty are gone.
  expect(kept).toMatchObject({ entries: 3, from: 523, broken: null, head: { seq: 525 } })
  expect(await meddled(id, `delete from audit where instance_id = '${id}' and seq = 523`)).toEqual([523, 'it is gone'])
  expect(await meddled(id, `delete from audit_heads where instance_id = '${id}'`)).toEqual([1, 'it is gone'])
  await write(1)
  await tendChains(app.context)
  expect(await verify(id)).toMatchObject({ entries: 4, from: 523, broken: null })
})

test('an instance without its key is chained all the same, and keeps no other from being signed', async () => {
  const id = await written(1)
  await app.context.db.deleteFrom('signing_keys').where('instance_id', '=', id).execute()
  app.clock.advance(3_600_000)
  await write(1)
  const other = await written(1)
  expect(app.logged.join('')).toContain('the audit log could not be signed or shortened')
  expect(await verify(id)).toMatchObject({ entries: 3, broken: null, signed: null })
  expect((await verify(other)).signed).not.toBeNull()
})
