import type { Selectable } from 'kysely'
import { claimed } from '../../db/claim.ts'
import type { Db, Trx } from '../../db/open.ts'
import type { BackupCodeSetTable, BackupCodeTable } from '../../db/schema.ts'

export type BackupCodeRow = Selectable<BackupCodeTable>
export type BackupCodeSetRow = Selectable<BackupCodeSetTable>

export async function findSet(db: Db | Trx, userId: string): Promise<BackupCodeSetRow | undefined> {
  return db.selectFrom('backup_code_sets').selectAll().where('user_id', '=', userId).executeTakeFirst()
}

export async function unusedCodes(db: Db | Trx, setId: string): Promise<BackupCodeRow[]> {
  return db.selectFrom('backup_codes').selectAll().where('set_id', '=', setId).where('used_at', 'is', null).execute()
}

export async function countUnused(db: Db | Trx, userId: string): Promise<number> {
  const { left } = await db
    .selectFrom('backup_codes')
    .select((eb) => eb.fn.countAll<number | string>().as('left'))
    .where('user_id', '=', userId)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(left)
}

/** One statement decides who uses the code, however many try at once (R28). */
export function claimBackupCode(trx: Trx, id: string, now: number): Promise<boolean> {
  return claimed(
    trx
      .updateTable('backup_codes')
      .set({ used_at: now })
      .where('id', '=', id)
      .where('used_at', 'is', null)
      .returning('id'),
  )
}

/** When and from where a code of the set was last used. */
export async function noteUsed(
  trx: Trx,
  userId: string,
  used: Pick<BackupCodeSetRow, 'last_used_at' | 'last_used_ip' | 'last_used_agent'>,
): Promise<void> {
  await trx.updateTable('backup_code_sets').set(used).where('user_id', '=', userId).execute()
}

/** The user has shown that they still have them. */
export async function noteProved(trx: Trx, id: string, now: number): Promise<void> {
  await trx.updateTable('backup_code_sets').set({ proved_at: now }).where('id', '=', id).execute()
}

/** Puts a new set in place of the old one: every older code, used or not, is dead from this commit on (S44, R29). */
export async function replaceSet(trx: Trx, set: BackupCodeSetRow, codes: BackupCodeRow[]): Promise<void> {
  await deleteSet(trx, set.user_id)
  await trx.insertInto('backup_code_sets').values(set).execute()
  await trx.insertInto('backup_codes').values(codes).execute()
}

export async function deleteSet(trx: Trx, userId: string): Promise<void> {
  await trx.deleteFrom('backup_codes').where('user_id', '=', userId).execute()
  await trx.deleteFrom('backup_code_sets').where('user_id', '=', userId).execute()
}
