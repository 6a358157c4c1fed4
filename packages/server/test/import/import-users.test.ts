import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { reportText } from '../../src/cli/import/report.ts'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { backend } from '../support/browser.ts'
import { bring, find, fixture, leftOut, reasons, settings } from './scene.ts'

/** What a run leaves behind: nothing twice, nothing lost, nothing secret. */
const folder = mkdtempSync(join(tmpdir(), 'countersign-import-'))
let failsAt: RegExp | null = null
let inserted: string[] = []
let app: TestApp
let instance: CreatedInstance

beforeAll(async () => {
  app = await startTestApp({
    onQuery: (sql) => {
      if (/^insert/.test(sql)) inserted.push(sql)
      if (failsAt?.test(sql)) throw new Error('the power went')
    },
  })
  instance = await app.create({}, settings)
})
afterAll(async () => {
  await app.close()
  rmSync(folder, { recursive: true, force: true })
})

function write(name: string, rows: object[]): string {
  const file = join(folder, name)
  writeFileSync(file, rows.map((row) => JSON.stringify(row)).join('\n'))
  return file
}

const people = (count: number, domain: string) =>
  Array.from({ length: count }, (_, index) => ({
    id: `${domain}-${index}`,
    primary_email_address: `user${index}@${domain}`,
    verified_email_addresses: `user${index}@${domain}`,
  }))

async function countUsers(of = instance): Promise<number> {
  const rows = await app.context.db.selectFrom('users').select('id').where('instance_id', '=', of.instance.id).execute()
  return rows.length
}

test('a dry run reports the same as the run after it, and writes nothing', async () => {
  const other = await app.create({ slug: 'dry' }, settings)
  const wish = { from: 'clerk', file: fixture('clerk.csv') } as const
  const dry = await bring(app, other, { ...wish, isDryRun: true })
  for (const table of ['users', 'imports', 'foreign_hash_shapes', 'audit'] as const) {
    const rows = await app.context.db
      .selectFrom(table)
      .selectAll()
      .where('instance_id', '=', other.instance.id)
      .execute()
    expect([table, rows.filter((row) => !('event' in row) || row.event === 'user.imported')]).toEqual([table, []])
  }
  expect(await bring(app, other, wish)).toEqual({ ...dry, dry_run: false })
})

test('a second run changes nothing, also of users who changed or were deleted meanwhile', async () => {
  const file = write('again.ndjson', people(5, 'again.example'))
  expect((await bring(app, instance, { from: 'clerk', file })).imported).toBe(5)
  const call = backend(app, instance)
  const [changed, deleted] = [
    await find(app, instance, 'again.example-0'),
    await find(app, instance, 'again.example-1'),
  ]
  await call('PATCH', `/users/${changed?.id}`, { first_name: 'Changed' })
  await call('DELETE', `/users/${deleted?.id}`)
  const before = await countUsers()
  expect(await bring(app, instance, { from: 'clerk', file })).toMatchObject({ imported: 0, unchanged: 5, problems: [] })
  expect(await countUsers()).toBe(before)
  expect((await find(app, instance, 'again.example-0'))?.first_name).toBe('Changed')
})

test('a run that is cut off leaves whole users only, and the next one goes on where it was', async () => {
  const file = write('killed.ndjson', people(450, 'killed.example'))
  const before = await countUsers()
  let batches = 0
  const dying = bring(app, instance, {
    from: 'clerk',
    file,
    onProgress: () => {
      // The last statement of the batch: its users, addresses and notes are written, and not yet committed.
      if (++batches === 2) failsAt = /^insert into "audit"/
    },
  })
  await expect(dying).rejects.toThrow('the power went')
  failsAt = null
  expect(await countUsers()).toBe(before + 400)
  const report = await bring(app, instance, { from: 'clerk', file })
  expect(report).toMatchObject({ rows: 450, unchanged: 400, imported: 50, problems: [] })
  expect(await countUsers()).toBe(before + 450)
})

test('a batch is written in one statement for each table, however many factors its users bring', async () => {
  const factors = { totp_secret: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' }
  const rows = people(30, 'factors.example').map((row, index) => ({
    ...row,
    ...factors,
    backup_codes: [`code-a${100 + index}`, `code-b${100 + index}`],
  }))
  const file = write('factors.ndjson', rows)
  inserted = []
  expect(await bring(app, instance, { from: 'clerk', file })).toMatchObject({ imported: 30, left_out: [] })
  const tables = inserted.map((sql) => /^insert into "?(\w+)/.exec(sql)?.[1])
  expect(tables.sort()).toEqual([
    'audit',
    'backup_code_sets',
    'backup_codes',
    'email_addresses',
    'imports',
    'totp_factors',
    'users',
  ])
  expect((await find(app, instance, 'factors.example-29'))?.backup_codes_left).toBe(2)
})

test('whoever has the address, number or name already keeps it; the row is told, and the rest goes in', async () => {
  const call = backend(app, instance)
  await call('POST', '/users', {
    email_address: ['taken@conflict.example'],
    phone_number: ['+12025550170'],
    username: 'taken.name',
    external_id: 'taken-id',
  })
  const file = write('conflict.ndjson', [
    { id: 'c1', verified_email_addresses: 'TAKEN@conflict.example' },
    { id: 'c2', verified_phone_numbers: '+1 202 555 0170' },
    { id: 'c3', username: 'Taken.Name' },
    { id: 'taken-id', verified_email_addresses: 'free@conflict.example' },
    { id: 'c5', verified_email_addresses: 'fine@conflict.example' },
    { id: 'c6', unverified_email_addresses: 'taken@conflict.example' },
    { id: 'c5', verified_email_addresses: 'other@conflict.example' },
  ])
  const report = await bring(app, instance, { from: 'clerk', file })
  expect(report.imported).toBe(2)
  expect(reasons(report)).toEqual([
    '1: its e-mail address belongs to somebody else already',
    '2: its phone number belongs to somebody else already',
    '3: its username belongs to somebody else already',
    '4: its external id belongs to somebody else already',
    '7: its id came before in this file',
  ])
})

test('of two runs at once each user comes in once', async () => {
  const file = write('twice.ndjson', people(250, 'twice.example'))
  const before = await countUsers()
  const runs = await Promise.all([1, 2].map(() => bring(app, instance, { from: 'clerk', file })))
  expect(await countUsers()).toBe(before + 250)
  expect(runs.reduce((sum, run) => sum + run.imported, 0)).toBe(250)
})

test('bad rows are told by line and reason, and the rest goes in', async () => {
  const file = write('bad.ndjson', [
    { id: 'b1', verified_email_addresses: 'good1@bad.example' },
    { id: 'b2', verified_email_addresses: 'a@b@c' },
    { verified_email_addresses: 'noid@bad.example' },
    { id: 'b4', public_metadata: { big: 'x'.repeat(70_000) } },
    { id: 'b5', verified_email_addresses: Array.from({ length: 11 }, (_, index) => `many${index}@bad.example`) },
    { id: 'b6', banned: 'perhaps' },
    { id: 'b7', verified_phone_numbers: Array.from({ length: 6 }, (_, index) => `+1202555018${index}`) },
    { id: 'b8', verified_email_addresses: 'good2@bad.example', verified_phone_numbers: '12', username: 'root' },
    { id: 'b9', first_name: 'x'.repeat(300) },
  ])
  const report = await bring(app, instance, { from: 'clerk', file })
  expect(report.imported).toBe(2)
  expect(reasons(report)).toEqual([
    '2: an e-mail address is malformed',
    '3: userId is missing',
    '4: publicMetadata is over 64 KiB',
    '5: there are more than 10 e-mail addresses',
    '6: banned is neither true nor false',
    '7: there are more than 5 phone numbers',
    '9: first_name is too long',
  ])
  expect(leftOut(report)).toEqual([
    '8: username (not one that can be had here)',
    '8: phone number (malformed, or takes no messages)',
  ])
  const text = reportText(report)
  expect(text).toMatch(/came in +2/)
  expect(text).toMatch(/line 2 +an e-mail address is malformed/)
  expect(reportText({ ...report, dry_run: true })).toContain('Nothing was written.')
  const many = Array.from({ length: 60 }, (_, line) => ({ line, reason: 'x' }))
  expect(reportText({ ...report, problems: many })).toContain('… and 10 more')
})

test('nothing that is secret or personal is in the report, in the log or in clear in the database', async () => {
  const other = await app.create({ slug: 'quiet' }, settings)
  const report = await bring(app, other, { from: 'clerk', file: fixture('clerk.json') })
  const told = JSON.stringify(report) + reportText(report) + app.logged.join('\n')
  for (const secret of ['JBSWY3DPEHPK3PXP', 'aaaa1111', '$2b$04', 'radia@', '+12025550120'])
    expect(told).not.toContain(secret)
  const of = (table: 'users' | 'totp_factors' | 'audit') =>
    app.context.db.selectFrom(table).selectAll().where('instance_id', '=', other.instance.id).execute()
  const stored = JSON.stringify([await of('users'), await of('totp_factors'), await of('audit')])
  for (const secret of ['JBSWY3DPEHPK3PXP', 'aaaa1111', 'AAAA1111', 'qREtd3VJD2QVZbuFskFSLk6eRIrQoOS'])
    expect(stored).not.toContain(secret)
  expect(await of('audit')).toEqual(
    expect.arrayContaining([expect.objectContaining({ event: 'user.imported', actor_id: 'machine' })]),
  )
})
