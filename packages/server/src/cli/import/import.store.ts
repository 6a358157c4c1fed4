import type { Db, Trx } from '../../db/open.ts'
import type { ImportTable } from '../../db/schema.ts'
import type { Ready } from './factors.ts'

/** Which of these users came in before, in this run or another one. */
export async function findImported(db: Db, instanceId: string, source: string, ids: string[]): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .selectFrom('imports')
    .select('external_id')
    .where('instance_id', '=', instanceId)
    .where('source', '=', source)
    .where('external_id', 'in', ids)
    .execute()
  return new Set(rows.map((row) => row.external_id))
}

/** What names a user and belongs to somebody already, each under the kind it is of. */
export async function findTaken(db: Db, instanceId: string, keys: readonly string[]): Promise<Set<string>> {
  const of = (kind: string) => keys.filter((key) => key.startsWith(`${kind} `)).map((key) => key.slice(kind.length + 1))
  const [emails, numbers, names, externals] = [of('email'), of('phone'), of('username'), of('external')]
  const taken: string[] = []
  if (emails.length > 0) {
    const rows = await db
      .selectFrom('email_addresses')
      .select('address_key as key')
      .where('instance_id', '=', instanceId)
      .where('verified_at', 'is not', null)
      .where('address_key', 'in', emails)
      .execute()
    taken.push(...rows.map((row) => `email ${row.key}`))
  }
  if (numbers.length > 0) {
    const rows = await db
      .selectFrom('phone_numbers')
      .select('number as key')
      .where('instance_id', '=', instanceId)
      .where('verified_at', 'is not', null)
      .where('number', 'in', numbers)
      .execute()
    taken.push(...rows.map((row) => `phone ${row.key}`))
  }
  if (names.length > 0) {
    const rows = await users(db, instanceId).select('username_key as key').where('username_key', 'in', names).execute()
    taken.push(...rows.map((row) => `username ${row.key}`))
  }
  if (externals.length > 0) {
    const rows = await users(db, instanceId)
      .select('external_id as key')
      .where('external_id', 'in', externals)
      .execute()
    taken.push(...rows.map((row) => `external ${row.key}`))
  }
  return new Set(taken)
}

const users = (db: Db, instanceId: string) => db.selectFrom('users').where('instance_id', '=', instanceId)

/** SQLite takes 32 766 values in one statement: of wide rows that is fewer, and a user may have a hundred codes. */
const mostValues = 32_000

/** All rows of the users, in as few statements as there are tables: they are new, so nothing has to make room for them. */
export async function insertPrepared(trx: Trx, all: readonly Ready[], imports: ImportTable[]): Promise<void> {
  const totps = all.flatMap(({ factors }) => factors.apps)
  const backups = all.flatMap(({ factors }) => factors.backup ?? [])
  const users = all.map((one) => one.user)
  for (const part of inParts(users)) await trx.insertInto('users').values(part).execute()
  for (const part of inParts(all.flatMap((one) => one.emails)))
    await trx.insertInto('email_addresses').values(part).execute()
  for (const part of inParts(all.flatMap((one) => one.phones)))
    await trx.insertInto('phone_numbers').values(part).execute()
  for (const part of inParts(imports)) await trx.insertInto('imports').values(part).execute()
  for (const part of inParts(totps)) await trx.insertInto('totp_factors').values(part).execute()
  for (const part of inParts(backups.map(({ set }) => set)))
    await trx.insertInto('backup_code_sets').values(part).execute()
  for (const part of inParts(backups.flatMap(({ codes }) => codes)))
    await trx.insertInto('backup_codes').values(part).execute()
}

function* inParts<Row extends object>(rows: readonly Row[]): Generator<readonly Row[]> {
  const most = Math.floor(mostValues / Object.keys(rows[0] ?? {}).length)
  for (let from = 0; from < rows.length; from += most) yield rows.slice(from, from + most)
}
