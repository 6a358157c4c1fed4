import type { Selectable } from 'kysely'
import { claimed } from '../db/claim.ts'
import type { Trx } from '../db/open.ts'
import type { BackupCodeSetTable, BackupCodeTable } from '../db/schema.ts'
import type { EmailRow, PasskeyRow, PhoneRow } from '../users/facts.ts'
import type { TotpRow } from './kept.ts'

type Codes = { set: Selectable<BackupCodeSetTable>; codes: Selectable<BackupCodeTable>[] }

export async function findApps(trx: Trx, userId: string): Promise<TotpRow[]> {
  const rows = trx.selectFrom('totp_factors').selectAll().where('user_id', '=', userId)
  return rows.where('confirmed_at', 'is not', null).execute()
}

export async function findCodes(trx: Trx, userId: string): Promise<Codes | null> {
  const set = await trx.selectFrom('backup_code_sets').selectAll().where('user_id', '=', userId).executeTakeFirst()
  if (!set) return null
  return { set, codes: await trx.selectFrom('backup_codes').selectAll().where('set_id', '=', set.id).execute() }
}

export async function findPasskeys(trx: Trx, userId: string): Promise<PasskeyRow[]> {
  const rows = trx.selectFrom('passkeys').selectAll().where('user_id', '=', userId)
  return rows.where('confirmed_at', 'is not', null).execute()
}

/** Takes everything off: verified, unverified and half enrolled alike. */
export async function clearAccount(trx: Trx, userId: string): Promise<void> {
  for (const table of [
    'totp_factors',
    'passkeys',
    'backup_codes',
    'backup_code_sets',
    'phone_numbers',
    'email_addresses',
  ] as const)
    await trx.deleteFrom(table).where('user_id', '=', userId).execute()
}

export async function putApps(trx: Trx, rows: TotpRow[]): Promise<void> {
  if (rows.length > 0) await trx.insertInto('totp_factors').values(rows).execute()
}

export async function putCodes(trx: Trx, { set, codes }: Codes): Promise<void> {
  await trx.insertInto('backup_code_sets').values(set).execute()
  if (codes.length > 0) await trx.insertInto('backup_codes').values(codes).execute()
}

/** A key that somebody else has registered since is theirs then. */
export async function putPasskeys(trx: Trx, rows: PasskeyRow[]): Promise<void> {
  if (rows.length === 0) return
  const put = trx.insertInto('passkeys').values(rows)
  await put.onConflict((conflict) => conflict.doNothing()).execute()
}

/** False when somebody else has proven the address since: it is theirs then. */
export function putEmail(trx: Trx, row: EmailRow): Promise<boolean> {
  return claimed(
    trx
      .insertInto('email_addresses')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .returning('id'),
  )
}

/** False when somebody else has proven the number since. */
export function putNumber(trx: Trx, row: PhoneRow): Promise<boolean> {
  return claimed(
    trx
      .insertInto('phone_numbers')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .returning('id'),
  )
}
