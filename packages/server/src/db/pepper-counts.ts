import { sql } from 'kysely'
import type { Db, Trx } from './open.ts'
import { firstId } from './peppers.ts'

/** Where MACs and peppered hashes are, as long as somebody may still bring what they were made of. */
const macs = [
  {
    what: 'codes',
    table: 'verifications',
    where: (now: number) => sql`used_at is null and void_at is null and expires_at > ${now}`,
  },
  { what: 'backup_codes', table: 'backup_codes', where: () => sql`used_at is null` },
] as const
const hashes = [
  { what: 'passwords', table: 'users', where: () => sql`password_hash is not null` },
  {
    what: 'passwords',
    table: 'sign_ups',
    where: (now: number) => sql`password_hash is not null and user_id is null and expires_at > ${now}`,
  },
] as const

export interface PepperCounts {
  codes: number
  backup_codes: number
  passwords: number
}

const first = sql.lit(firstId)
/** `<name>.<43 letters>`, or the letters alone. */
const pepperOfMac = sql<string>`case when substr(code_mac, 9, 1) = '.' then substr(code_mac, 1, 8) else ${first} end`
/** `<name>$argon2id$…`, `foreign$…$<MAC>`, or without a name. */
const pepperOfHash = sql<string>`case
  when substr(password_hash, 1, 8) <> 'foreign$' and substr(password_hash, 9, 1) = '$' and substr(password_hash, 1, 1) <> '$'
    then substr(password_hash, 1, 8)
  when substr(password_hash, 1, 8) = 'foreign$' and substr(password_hash, length(password_hash) - 43, 1) = '.'
    then substr(password_hash, length(password_hash) - 51, 8)
  else ${first} end`

/** What is under which pepper, by the id of its row. */
export async function countPeppers(db: Db | Trx, now: number): Promise<Record<string, PepperCounts>> {
  const counts: Record<string, PepperCounts> = {}
  const parts = [
    ...macs.map((part) => ({ ...part, pepper: pepperOfMac })),
    ...hashes.map((part) => ({ ...part, pepper: pepperOfHash })),
  ]
  for (const { what, table, where, pepper } of parts) {
    const { rows } = await sql<{ pepper: string; count: number }>`
      select ${pepper} as pepper, count(*) as count from ${sql.table(table)} where ${where(now)} group by 1
    `.execute(db)
    for (const row of rows) {
      counts[row.pepper] ??= { codes: 0, backup_codes: 0, passwords: 0 }
      const its = counts[row.pepper]
      if (its) its[what] += Number(row.count)
    }
  }
  return counts
}
