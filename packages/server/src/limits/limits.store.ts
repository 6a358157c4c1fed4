import { sql } from 'kysely'
import type { Db } from '../db/open.ts'

export interface Window {
  key: string
  seconds: number
}

export interface Taken {
  key: string
  count: number
  expires_at: number
}

/**
 * Counts one request in every window and returns the new counts: one statement, so that no burst slips between a check and its
 * increment (R106). A window begins with its first request and begins anew with the first one after its end.
 */
export async function countRequest(db: Db, windows: readonly Window[], now: number): Promise<Taken[]> {
  const rows = windows.map(({ key, seconds }) => sql`(${key}, ${now}, 1, ${now + seconds * 1000})`)
  const { rows: taken } = await sql<Taken>`
    insert into limits (key, window_start, count, expires_at) values ${sql.join(rows)}
    on conflict (key) do update set
      count = case when limits.expires_at <= excluded.window_start then 1 else limits.count + 1 end,
      window_start = case when limits.expires_at <= excluded.window_start then excluded.window_start else limits.window_start end,
      expires_at = case when limits.expires_at <= excluded.window_start then excluded.expires_at else limits.expires_at end
    returning key, count, expires_at`.execute(db)
  return taken
}
