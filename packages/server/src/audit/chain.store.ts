import { type Selectable, sql } from 'kysely'
import type { Db, Trx } from '../db/open.ts'
import type { AuditChainTable, AuditHeadTable, AuditTable } from '../db/schema.ts'

export type AuditRow = Selectable<AuditTable>
export type Tip = Selectable<AuditChainTable>
export type HeadRow = Selectable<AuditHeadTable>

/** Instances with entries that have no place in their chain yet. */
export async function unchainedInstances(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('audit').select('instance_id').where('seq', 'is', null).distinct().execute()
  return rows.map((row) => row.instance_id)
}

export async function unchained(db: Db, instanceId: string, limit: number): Promise<AuditRow[]> {
  return db
    .selectFrom('audit')
    .selectAll()
    .where('instance_id', '=', instanceId)
    .where('seq', 'is', null)
    .orderBy('at')
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** Held until the commit: of many servers one at a time lengthens or shortens a chain. */
export async function holdTip(trx: Trx, start: Tip): Promise<Tip> {
  await trx
    .insertInto('audit_chains')
    .values(start)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return trx
    .updateTable('audit_chains')
    .set((eb) => ({ seq: eb.ref('seq') }))
    .where('instance_id', '=', start.instance_id)
    .returningAll()
    .executeTakeFirstOrThrow()
}

export async function findTip(db: Db, instanceId: string): Promise<Tip | undefined> {
  return db.selectFrom('audit_chains').selectAll().where('instance_id', '=', instanceId).executeTakeFirst()
}

export async function moveTip(trx: Trx, tip: Tip): Promise<void> {
  await trx.updateTable('audit_chains').set(tip).where('instance_id', '=', tip.instance_id).execute()
}

/** One statement for all of them. */
export async function putLinks(trx: Trx, rows: { id: string; seq: number; link: string }[]): Promise<void> {
  const values = rows.map(
    ({ id, seq, link }) => sql`(cast(${id} as text), cast(${seq} as bigint), cast(${link} as text))`,
  )
  await sql`update audit set seq = given.column2, link = given.column3
    from (values ${sql.join(values)}) as given where audit.id = given.column1`.execute(trx)
}

export async function chained(db: Db, instanceId: string, after: number, limit: number): Promise<AuditRow[]> {
  return db
    .selectFrom('audit')
    .selectAll()
    .where('instance_id', '=', instanceId)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute()
}

export async function linkAt(
  db: Db,
  instanceId: string,
  seq: number,
): Promise<{ seq: number; link: string } | undefined> {
  const query = db.selectFrom('audit').select('link').where('instance_id', '=', instanceId).where('seq', '=', seq)
  const row = await query.executeTakeFirst()
  return row && { seq, link: String(row.link) }
}

export async function insertHead(db: Db | Trx, row: HeadRow): Promise<void> {
  await db
    .insertInto('audit_heads')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export async function listHeads(db: Db, instanceId: string): Promise<HeadRow[]> {
  return db.selectFrom('audit_heads').selectAll().where('instance_id', '=', instanceId).orderBy('seq').execute()
}

export async function newestHead(db: Db, instanceId: string): Promise<HeadRow | undefined> {
  return db
    .selectFrom('audit_heads')
    .selectAll()
    .where('instance_id', '=', instanceId)
    .where('kind', '=', 'head')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
}

/** The last entry of the run at the front of the chain that is older than `before`, at most `limit` entries in. */
export async function lastOld(
  db: Db | Trx,
  instanceId: string,
  before: number,
  limit: number,
): Promise<{ seq: number; link: string } | undefined> {
  const front = await db
    .selectFrom('audit')
    .select(['seq', 'link', 'at'])
    .where('instance_id', '=', instanceId)
    .where('seq', 'is not', null)
    .orderBy('seq')
    .limit(limit)
    .execute()
  const young = front.findIndex((row) => row.at >= before)
  const last = (young === -1 ? front : front.slice(0, young)).at(-1)
  return last === undefined ? undefined : { seq: Number(last.seq), link: String(last.link) }
}

/** Entries up to `seq`, and signed heads before it: nothing is left that they could be compared with. */
export async function deleteUpTo(trx: Trx, instanceId: string, seq: number): Promise<void> {
  await trx.deleteFrom('audit').where('instance_id', '=', instanceId).where('seq', '<=', seq).execute()
  await trx.deleteFrom('audit_heads').where('instance_id', '=', instanceId).where('seq', '<', seq).execute()
}
