import { sql } from 'kysely'
import type { Db, Trx } from '../db/open.ts'

export interface Take {
  key: string
  now: number
  /** Milliseconds. */
  length: number
  most: number
}

/**
 * Counts one in a window anchored at its first use, in a single atomic statement (R106). A refusal counts nothing, so that what is given
 * back later leaves exactly what was used.
 */
export async function takeOne(
  db: Db | Trx,
  take: Take,
): Promise<{ isWithin: boolean; windowStart: number; count: number }> {
  const { key, now, length, most } = take
  const row = await db
    .insertInto('limits')
    .values({ key, window_start: now, count: 1, expires_at: now + length })
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet({
          count: sql<number>`case when limits.expires_at <= ${now} then 1 else limits.count + 1 end`,
          window_start: sql<number>`case when limits.expires_at <= ${now} then ${now} else limits.window_start end`,
          expires_at: sql<number>`case when limits.expires_at <= ${now} then ${now + length} else limits.expires_at end`,
        })
        .where((eb) => eb.or([eb('limits.expires_at', '<=', now), eb('limits.count', '<', most)])),
    )
    .returning(['window_start', 'count'])
    .executeTakeFirst()
  if (row) return { isWithin: true, windowStart: row.window_start, count: row.count }
  const full = await db.selectFrom('limits').select('window_start').where('key', '=', key).executeTakeFirst()
  return { isWithin: false, windowStart: full?.window_start ?? now, count: most }
}

/**
 * As `takeOne` for several keys, in one statement. Always in the same order, or two would wait for each other; no key twice.
 */
export async function takeEach(
  trx: Trx,
  takes: readonly Omit<Take, 'now'>[],
  now: number,
): Promise<{ isWithin: boolean; windowStart: number }[]> {
  if (takes.length === 0) return []
  const most = sql.join(
    takes.map((each) => sql`when limits.key = ${each.key} then cast(${each.most} as bigint)`),
    sql` `,
  )
  const taken = await trx
    .insertInto('limits')
    .values(takes.map(({ key, length }) => ({ key, window_start: now, count: 1, expires_at: now + length })))
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet({
          count: sql<number>`case when limits.expires_at <= ${now} then 1 else limits.count + 1 end`,
          window_start: sql<number>`case when limits.expires_at <= ${now} then ${now} else limits.window_start end`,
          expires_at: sql<number>`case when limits.expires_at <= ${now} then excluded.expires_at else limits.expires_at end`,
        })
        .where(sql<boolean>`limits.expires_at <= ${now} or limits.count < case ${most} end`),
    )
    .returning(['key', 'window_start'])
    .execute()
  const starts = new Map(taken.map(({ key, window_start }) => [key, window_start]))
  const full = takes.map(({ key }) => key).filter((key) => !starts.has(key))
  const running = full.length === 0 ? [] : await readStarts(trx, full)
  const others = new Map(running.map(({ key, window_start }) => [key, window_start]))
  return takes.map(({ key }) => ({
    isWithin: starts.has(key),
    windowStart: starts.get(key) ?? others.get(key) ?? now,
  }))
}

function readStarts(trx: Trx, keys: readonly string[]) {
  return trx.selectFrom('limits').select(['key', 'window_start']).where('key', 'in', keys).execute()
}

/** As `takeOne` for several keys without a bound, in one statement. Always in the same order, or two would wait for each other. */
export async function countEach(
  trx: Trx,
  { keys, now, length }: { keys: readonly string[]; now: number; length: number },
): Promise<Map<string, { count: number; windowStart: number }>> {
  const rows = await trx
    .insertInto('limits')
    .values(keys.map((key) => ({ key, window_start: now, count: 1, expires_at: now + length })))
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet({
        count: sql<number>`case when limits.expires_at <= ${now} then 1 else limits.count + 1 end`,
        window_start: sql<number>`case when limits.expires_at <= ${now} then ${now} else limits.window_start end`,
        expires_at: sql<number>`case when limits.expires_at <= ${now} then ${now + length} else limits.expires_at end`,
      }),
    )
    .returning(['key', 'count', 'window_start'])
    .execute()
  return new Map(rows.map(({ key, count, window_start: windowStart }) => [key, { count, windowStart }]))
}

/**
 * Adds to sums of which none may exceed its `most` until `until`; the new sums, or null when one would. The caller's transaction is then undone. One
 * statement, like every limit (R106).
 */
export async function takeAmount(
  trx: Trx,
  take: { of: readonly { key: string; most: number }[]; amount: number; now: number; until: number },
): Promise<Map<string, number> | null> {
  const { of, amount, now, until } = take
  if (of.some(({ most }) => amount > most)) return null
  const most = sql.join(
    of.map((each) => sql`when limits.key = ${each.key} then cast(${each.most} as bigint)`),
    sql` `,
  )
  const rows = await trx
    .insertInto('limits')
    .values(of.map(({ key }) => ({ key, window_start: now, count: amount, expires_at: until })))
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet({ count: sql<number>`limits.count + ${amount}` })
        .where(sql<boolean>`limits.count + ${amount} <= case ${most} end`),
    )
    .returning(['key', 'count'])
    .execute()
  return rows.length < of.length ? null : new Map(rows.map(({ key, count }) => [key, count]))
}

/** A window that still runs. */
export async function readWindow(
  db: Db | Trx,
  key: string,
  now: number,
): Promise<{ count: number; window_start: number; expires_at: number } | undefined> {
  return db
    .selectFrom('limits')
    .select(['count', 'window_start', 'expires_at'])
    .where('key', '=', key)
    .where('expires_at', '>', now)
    .executeTakeFirst()
}

/** Ends a window early. */
export async function endWindow(trx: Db | Trx, key: string): Promise<void> {
  await trx.deleteFrom('limits').where('key', '=', key).execute()
}

/** Takes a count back, if its window still runs. */
export async function giveBack(trx: Db | Trx, key: string, windowStart: number): Promise<void> {
  await trx
    .updateTable('limits')
    .set((eb) => ({ count: eb('count', '-', 1) }))
    .where('key', '=', key)
    .where('window_start', '=', windowStart)
    .where('count', '>', 0)
    .execute()
}

/** As `giveBack`, by a time at which the counts were taken. */
export async function giveBackSince(trx: Db | Trx, key: string, takenAt: number, count = 1): Promise<void> {
  await lessen(trx, key, count).where('window_start', '<=', takenAt).execute()
}

/** Takes counts back from whatever window there is. */
export async function takeBack(trx: Trx, key: string, count: number): Promise<void> {
  await lessen(trx, key, count).execute()
}

/** Never below none. */
function lessen(trx: Db | Trx, key: string, count: number) {
  const left = sql<number>`case when count > ${count} then count - ${count} else 0 end`
  return trx.updateTable('limits').set({ count: left }).where('key', '=', key).where('count', '>', 0)
}

/** Ends a window and tells what was in it; of several callers one is told. */
export async function takeWindow(
  trx: Db | Trx,
  key: string,
): Promise<{ count: number; window_start: number } | undefined> {
  return trx.deleteFrom('limits').where('key', '=', key).returning(['count', 'window_start']).executeTakeFirst()
}
