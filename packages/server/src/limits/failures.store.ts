import { sql } from 'kysely'
import type { Db, Trx } from '../db/open.ts'
import { prepared } from '../db/prepared.ts'
import { transact } from '../db/transact.ts'
import type { Level } from './failures.ts'

export interface Charge {
  subject: string
  instanceId: string
  level: Level
  now: number
  lockUntil(count: number): number | null
}

/** One more failure, unless the subject is locked (then null). The row is locked from the upsert to the commit, so charges queue up. */
export function chargeFailure(db: Db, charge: Charge): Promise<{ locks: boolean; count: number } | null> {
  return transact(db, async (trx) => {
    const { subject, instanceId, level, now } = charge
    const [row] = await oneMore(trx, { subject, instanceId, level, now })
    if (!row) return null
    const until = charge.lockUntil(row.count)
    if (until !== null) {
      await trx
        .updateTable('failures')
        .set({ locked_until: until })
        .where('subject', '=', charge.subject)
        .where('level', '=', charge.level)
        .execute()
    }
    return { locks: until !== null, count: row.count }
  })
}

const oneMore = prepared((db, charge: Pick<Charge, 'subject' | 'instanceId' | 'level' | 'now'>) =>
  db
    .insertInto('failures')
    .values({
      subject: charge.subject,
      instance_id: charge.instanceId,
      level: charge.level,
      count: 1,
      locked_until: null,
      updated_at: charge.now,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['subject', 'level'])
        .doUpdateSet({ count: sql<number>`failures.count + 1`, locked_until: null, updated_at: charge.now })
        .where((eb) => eb.or([eb('failures.locked_until', 'is', null), eb('failures.locked_until', '<=', charge.now)])),
    )
    .returning('count'),
)

const longestLock = prepared((db, values: { subject: string; now: number }) =>
  db
    .selectFrom('failures')
    .select((eb) => eb.fn.max<number | null>('locked_until').as('until'))
    .where('subject', '=', values.subject)
    .where('locked_until', '>', values.now),
)

/** The end of the longest running lock of a subject. */
export async function readLock(db: Db | Trx, subject: string, now: number): Promise<number | null> {
  const [row] = await longestLock(db, { subject, now })
  return row?.until ?? null
}

export async function clearFailures(trx: Trx, subject: string, level?: Level): Promise<void> {
  await (level ? clearOne(trx, { subject, level }) : clearBoth(trx, { subject }))
}

const clearBoth = prepared((db, values: { subject: string }) =>
  db.deleteFrom('failures').where('subject', '=', values.subject),
)
const clearOne = prepared((db, values: { subject: string; level: Level }) =>
  db.deleteFrom('failures').where('subject', '=', values.subject).where('level', '=', values.level),
)

/** Takes one charge back, and the lock that it brought; the others stay. */
export async function uncharge(trx: Trx, charged: { subject: string; level: Level; locks: boolean }): Promise<void> {
  const { subject, level, locks } = charged
  await trx
    .updateTable('failures')
    .set((eb) => ({ count: eb('count', '-', 1), ...(locks ? { locked_until: null } : {}) }))
    .where('subject', '=', subject)
    .where('level', '=', level)
    .where('count', '>', 0)
    .execute()
}

export async function readFailures(
  db: Db | Trx,
  subject: string,
): Promise<{ count: number; locked_until: number | null }[]> {
  return db.selectFrom('failures').select(['count', 'locked_until']).where('subject', '=', subject).execute()
}

/** Locks a subject as if it had just failed `count` times. */
export async function lockSubject(
  trx: Trx,
  lock: { subject: string; instanceId: string; count: number; until: number; now: number },
): Promise<void> {
  const { subject, count, until, now } = lock
  await trx
    .insertInto('failures')
    .values({ subject, instance_id: lock.instanceId, level: 'first', count, locked_until: until, updated_at: now })
    .onConflict((conflict) =>
      conflict.columns(['subject', 'level']).doUpdateSet({ count, locked_until: until, updated_at: now }),
    )
    .execute()
}
