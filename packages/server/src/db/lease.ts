import { claim } from './claim.ts'
import type { Db } from './open.ts'

/** Takes what one process does at a time, until a moment; whoever dies holds it no longer than that. */
export async function takeLease(
  db: Db,
  name: string,
  { now, until }: { now: number; until: number },
): Promise<boolean> {
  const row = { key: `lease:${name}`, value: String(until) }
  const taken = await claim(
    db
      .insertInto('meta')
      .values(row)
      // Both have thirteen digits until the year 2286.
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet({ value: row.value }).where('meta.value', '<=', String(now)),
      )
      .returning('key'),
  )
  return taken !== undefined
}

export async function giveLease(db: Db, name: string, until: number): Promise<void> {
  await db.deleteFrom('meta').where('key', '=', `lease:${name}`).where('value', '=', String(until)).execute()
}
