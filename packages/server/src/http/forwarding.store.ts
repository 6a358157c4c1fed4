import type { Selectable } from 'kysely'
import type { Db } from '../db/open.ts'
import type { ProxySightingTable } from '../db/schema.ts'

export type PeerKind = ProxySightingTable['kind']

/** One row for each kind of peer, whatever a flood of headers says. */
export async function storeSighting(db: Db, row: Selectable<ProxySightingTable>): Promise<void> {
  const { header, peer, seen_at } = row
  await db
    .insertInto('proxy_sightings')
    .values(row)
    .onConflict((conflict) => conflict.column('kind').doUpdateSet({ header, peer, seen_at }))
    .execute()
}

export function listSightings(db: Db, since: number): Promise<Selectable<ProxySightingTable>[]> {
  return db.selectFrom('proxy_sightings').selectAll().where('seen_at', '>', since).orderBy('kind').execute()
}
