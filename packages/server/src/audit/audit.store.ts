import type { Insertable } from 'kysely'
import type { Trx } from '../db/open.ts'
import { prepared } from '../db/prepared.ts'
import type { AuditTable } from '../db/schema.ts'

export async function insertAudit(trx: Trx, row: Insertable<AuditTable>): Promise<void> {
  await insertRow(trx, row)
}

const insertRow = prepared((db, row: Insertable<AuditTable>) =>
  db.insertInto('audit').values({
    id: row.id,
    instance_id: row.instance_id,
    at: row.at,
    event: row.event,
    actor_id: row.actor_id,
    user_id: row.user_id,
    ip: row.ip,
    user_agent: row.user_agent,
    request_id: row.request_id,
    details: row.details,
  }),
)
