import type { Selectable } from 'kysely'
import type { Db, Trx } from '../db/open.ts'
import type { SmsPauseTable } from '../db/schema.ts'

export type SmsPauseRow = Selectable<SmsPauseTable>

/** The longest pause that one of these ranges is in. */
export async function findPause(
  trx: Trx,
  { instanceId, ranges, now }: { instanceId: string; ranges: readonly string[]; now: number },
): Promise<SmsPauseRow | undefined> {
  return trx
    .selectFrom('sms_pauses')
    .selectAll()
    .where('instance_id', '=', instanceId)
    .where('range', 'in', ranges)
    .where('until', '>', now)
    .where('lifted_at', 'is', null)
    .orderBy('until', 'desc')
    .limit(1)
    .executeTakeFirst()
}

export async function insertPause(trx: Trx, row: SmsPauseRow): Promise<void> {
  await trx.insertInto('sms_pauses').values(row).execute()
}

/** Those that last, then those that are over: newest first, at most fifty. */
export async function listPauses(db: Db, instanceId: string): Promise<SmsPauseRow[]> {
  return db
    .selectFrom('sms_pauses')
    .selectAll()
    .where('instance_id', '=', instanceId)
    .orderBy('until', 'desc')
    .orderBy('id', 'desc')
    .limit(50)
    .execute()
}

export async function countPauses(db: Db, instanceId: string, now: number): Promise<number> {
  const { total } = await db
    .selectFrom('sms_pauses')
    .select((eb) => eb.fn.countAll<number | string>().as('total'))
    .where('instance_id', '=', instanceId)
    .where('until', '>', now)
    .where('lifted_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(total)
}

/** Of two operators who lift it at once, one does. */
export async function liftPause(
  trx: Trx,
  lift: { id: string; instanceId: string; by: string; now: number },
): Promise<SmsPauseRow | undefined> {
  return trx
    .updateTable('sms_pauses')
    .set({ lifted_at: lift.now, lifted_by: lift.by })
    .where('id', '=', lift.id)
    .where('instance_id', '=', lift.instanceId)
    .where('until', '>', lift.now)
    .where('lifted_at', 'is', null)
    .returningAll()
    .executeTakeFirst()
}
