import type { BackendUserView } from '@countersign/contract'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decoyFacts } from '../../src/factors/decoy.ts'
import type { CreatedInstance } from '../../src/instances/create.ts'
import { loadNamed } from '../../src/users/named.store.ts'
import { startTestApp, type TestApp } from '../support/app.ts'
import { Browser, backend, password } from '../support/browser.ts'
import { scopeOf } from '../support/meanwhile.ts'

let app: TestApp
let shop: CreatedInstance
let other: CreatedInstance
/** Ids of the accounts that statements have read. */
const read: unknown[] = []

beforeAll(async () => {
  app = await startTestApp({
    onRows: (sql, rows) => {
      if (sql.includes('backup_codes_left')) read.push(...rows.map((row) => (row as { id: string }).id))
    },
  })
  shop = await app.create()
  other = await app.create()
})
afterAll(() => app.close())

const account = async (instance: CreatedInstance, email: string) =>
  (await backend(app, instance)<BackendUserView>('POST', '/users', { email_address: [email], password })).response.id

const named = ({ instance }: CreatedInstance, identifier: string, userId: string | null = null) =>
  loadNamed(app.context.db, { context: app.context, instance }, { identifier, userId })

/** The accounts that are read behind these identifiers, of which none has one. */
async function readBehind(instance: CreatedInstance, identifiers: readonly string[]): Promise<unknown[]> {
  read.length = 0
  for (const identifier of identifiers) expect(await named(instance, identifier)).toBeNull()
  return [...read]
}

const unknown = Array.from({ length: 200 }, (_, index) => `nobody${index}@example.com`)

test('reads one account of the same instance for an identifier without one, the same each time, and returns none (R110)', async () => {
  const elsewhere = await account(other, 'elsewhere@example.com')
  expect(await readBehind(shop, unknown.slice(0, 3))).toEqual([])
  const only = await account(shop, 'first@example.com')
  expect(await readBehind(shop, unknown)).toEqual(unknown.map(() => only))
  expect(await named(shop, 'first@example.com', only)).toMatchObject({ user: { id: only } })
  expect(await named(shop, 'elsewhere@example.com', elsewhere)).toBeNull()

  const ids = [only]
  for (let index = 0; index < 9; index++) ids.push(await account(shop, `more${index}@example.com`))
  const before = await readBehind(shop, unknown)
  expect(await readBehind(shop, unknown)).toEqual(before)
  expect(new Set(before).size).toBeGreaterThan(3)
  expect(before.every((id) => ids.includes(String(id)))).toBe(true)
})

test('no index leaves out the rows of an identifier without an account, so that both write as many pages (R110)', async () => {
  const query =
    app.database.engine === 'sqlite'
      ? sql<{
          text: string | null
        }>`select sql as text from sqlite_master where type = 'index' and tbl_name in ('sign_ins', 'verifications', 'audit')`
      : sql<{
          text: string | null
        }>`select indexdef as text from pg_indexes where tablename in ('sign_ins', 'verifications', 'audit')`
  const { rows } = await query.execute(app.context.db)
  const texts = rows.map(({ text }) => text ?? '')
  expect(texts.filter((text) => /user_id/.test(text))).toHaveLength(3)
  expect(texts.filter((text) => /where .*user_id/i.test(text))).toEqual([])
})

test('a decoy has the contact details that an account with the identifier would have (R110)', async () => {
  const phoneOnly = { phone_number: 'required', email_address: 'off' } as const
  const calls = await app.create({}, { identifiers: phoneOnly, first_factors: { phone_code: true, email_code: false } })
  const contacts = async (instance: CreatedInstance, identifier: string) => {
    const { emails, phones } = decoyFacts(await scopeOf(new Browser(app, instance)), identifier)
    return [emails.length, phones.length]
  }
  expect(await contacts(shop, 'nobody@example.com')).toEqual([1, 0])
  expect(await contacts(shop, '+4915123456789')).toEqual([1, 1])
  expect(await contacts(calls, '+4915123456789')).toEqual([0, 1])
})
