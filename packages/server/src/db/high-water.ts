import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { StartupError } from '../lib/startup-error.ts'
import type { Db } from './open.ts'

/**
 * A number in the database that only ever grows, and how far it was seen to be: beside an embedded database in a file, and in the memory
 * of every server. A database that is behind was put back from a copy, which revives what was ended since (R149).
 */
const key = 'high_water'
const wentBackKey = 'went_back'
export const highWaterFileName = 'high-water'

/** Raises the mark and resolves to it. `seen` is what this process raised it to before; throws when the database is behind it. */
export async function raiseMark(
  db: Db,
  { now, seen, directory }: { now: number; seen: number; directory: string | null },
) {
  const mark = await readMark(db)
  if (mark < seen) {
    // Also for every start from now on, wherever it is.
    await put(db, wentBackKey, now)
    throw new StartupError(wentBack)
  }
  const raised = Math.max(now, mark + 1)
  await put(db, key, raised)
  if (directory !== null) writeMark(directory, raised)
  return raised
}

export async function refuseWentBack(db: Db, directory: string | null): Promise<void> {
  const isBehind = directory !== null && (await readMark(db)) < fileMark(directory)
  // Without a mark it is a new one, or of before there were marks.
  if ((isBehind && (await readMark(db)) > 0) || (await readNumber(db, wentBackKey)) > 0)
    throw new StartupError(wentBack)
}

/** What came back was put to rest; the database may be behind once. */
export async function acceptCopy(db: Db, { now, directory }: { now: number; directory: string | null }): Promise<void> {
  await db.deleteFrom('meta').where('key', '=', wentBackKey).execute()
  await raiseMark(db, { now: Math.max(now, directory === null ? 0 : fileMark(directory) + 1), seen: 0, directory })
}

const wentBack =
  'The database was put back from a copy: sessions and codes that ended since would be good again. ' +
  'Run countersign migrate --restored, which ends all of them, and start again.'

const readMark = (db: Db) => readNumber(db, key)

async function readNumber(db: Db, name: string): Promise<number> {
  const row = await db.selectFrom('meta').select('value').where('key', '=', name).executeTakeFirst()
  return Number(row?.value ?? 0)
}

/** Several servers raise it at once; the highest stays. All values have thirteen digits. */
async function put(db: Db, name: string, number: number): Promise<void> {
  await db
    .insertInto('meta')
    .values({ key: name, value: String(number) })
    .onConflict((conflict) =>
      conflict
        .column('key')
        .doUpdateSet({ value: String(number) })
        .where('meta.value', '<', sql<string>`excluded.value`),
    )
    .execute()
}

function fileMark(directory: string): number {
  try {
    return Number(readFileSync(join(directory, highWaterFileName), 'utf8').trim()) || 0
  } catch {
    return 0
  }
}

/** After the database has it, so that the file is never ahead of a database that lost nothing. */
function writeMark(directory: string, mark: number): void {
  const path = join(directory, highWaterFileName)
  writeFileSync(`${path}.new`, `${mark}\n`, { mode: 0o600 })
  renameSync(`${path}.new`, path)
}
