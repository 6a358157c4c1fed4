import type { Insertable, Selectable } from 'kysely'
import type { Db, Trx } from '../db/open.ts'
import type { SettingsChangeTable } from '../db/schema.ts'

export type SettingsChangeRow = Selectable<SettingsChangeTable>

export async function insertSettingsChange(trx: Trx, row: Insertable<SettingsChangeTable>): Promise<void> {
  await trx.insertInto('settings_changes').values(row).execute()
}

/** The change that made this version, if it is younger than `since`. */
export async function findSettingsChange(
  db: Db | Trx,
  sought: { instanceId: string; version: number; since: number },
): Promise<SettingsChangeRow | undefined> {
  return db
    .selectFrom('settings_changes')
    .selectAll()
    .where('instance_id', '=', sought.instanceId)
    .where('version', '=', sought.version)
    .where('at', '>', sought.since)
    .executeTakeFirst()
}
