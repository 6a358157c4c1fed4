import { sql } from 'kysely'
import type { Db, Trx } from '../db/open.ts'
import { prepared } from '../db/prepared.ts'
import { transact } from '../db/transact.ts'
import type { Counter } from './levels.ts'

export interface Charge {
  subject: string
  instanceId: string
  level: Counter
  now: number
  /** No more failures than these are charged. */
  most: number
  lockUntil(count: number): number | null
}

/** One more failure, unless the subject is locked or has no more to spend (then null). The row is locked from the upsert to the commit, so charges queue up. */
export function chargeFailure(db: Db, charge: Charge): Promise<{ locks: boolean; count: number } | null> {
  return transact(db, async (trx) => {
    const { subject, instanceId, level, now, most } = charge
    const [row] = await oneMore(trx, { subject, instanceId, level, now, most })
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

const oneMore = prepared((db, charge: Omit<Charge, 'lockUntil'>) =>
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
        .where((eb) => eb.or([eb('failures.locked_until', 'is', null), eb('failures.locked_until', '<=', charge.now)]))
        .where('failures.count', '<', charge.most),
    )
    .returning('count'),
)

export interface Locks {
  subject: string
  /** Locked by an operator, a user is locked in every browser. Empty where that lock is not asked for. */
  owner: string
  levels: readonly Counter[]
  now: number
}

const longestLock = prepared((db, locks: Locks) =>
  db
    .selectFrom('failures')
    .select((eb) => eb.fn.max<number | null>('locked_until').as('until'))
    .where((eb) =>
      eb.or([
        eb('subject', '=', locks.subject).and('level', 'in', locks.levels),
        eb('subject', '=', locks.owner).and('level', '=', 'operator'),
      ]),
    )
    .where('locked_until', '>', locks.now),
)

/** The end of the longest running lock of these. */
export async function readLock(db: Db | Trx, locks: Locks): Promise<number | null> {
  const [row] = await longestLock(db, locks)
  return row?.until ?? null
}

export async function clearFailures(trx: Trx, subject: string, level: Counter): Promise<void> {
  await clearOne(trx, { subject, level })
}

const clearOne = prepared((db, values: { subject: string; level: Counter }) =>
  db.deleteFrom('failures').where('subject', '=', values.subject).where('level', '=', values.level),
)

/** Every count and lock of a user, in every browser. */
export async function forgiveUser(trx: Trx, userId: string): Promise<void> {
  await trx
    .deleteFrom('failures')
    .where((eb) => eb.or([eb('subject', '=', userId), eb('subject', 'like', `${userId}@%`)]))
    .execute()
}

/**
 * Takes one charge back; the others stay. While a lock runs nothing is charged, so a count that goes down is below the one that locked:
 * the lock goes too, whichever of the charges brought it.
 */
export async function uncharge(trx: Trx, charged: { subject: string; level: Counter }): Promise<void> {
  const { subject, level } = charged
  await trx
    .updateTable('failures')
    .set((eb) => ({ count: eb('count', '-', 1), locked_until: null }))
    .where('subject', '=', subject)
    .where('level', '=', level)
    .where('count', '>', 0)
    .execute()
}

/** Ends running locks and leaves the counts: the next failures lock for as long as they would have. */
export async function endLocks(trx: Trx, subject: string, levels: readonly Counter[]): Promise<boolean> {
  const ended = await trx
    .updateTable('failures')
    .set({ locked_until: null })
    .where('subject', '=', subject)
    .where('level', 'in', levels)
    .where('locked_until', 'is not', null)
    .returning('subject')
    .execute()
  return ended.length > 0
}

/** Locks a user in every browser, whatever they fail at. */
export async function lockUserUntil(
  trx: Trx,
  lock: { userId: string; instanceId: string; until: number; now: number },
): Promise<void> {
  const { userId, until, now } = lock
  await trx
    .insertInto('failures')
    .values({
      subject: userId,
      instance_id: lock.instanceId,
      level: 'operator',
      count: 0,
      locked_until: until,
      updated_at: now,
    })
    .onConflict((conflict) =>
      conflict.columns(['subject', 'level']).doUpdateSet({ locked_until: until, updated_at: now }),
    )
    .execute()
}
