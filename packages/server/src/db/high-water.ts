import { accessSync, constants, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { sql } from 'kysely'
import { StartupError } from '../lib/startup-error.ts'
import type { Db } from './open.ts'

/**
 * A number in the database that only ever grows, and how far it was seen to be: beside an embedded database in a file, in the file that
 * `COUNTERSIGN_MARK_FILE` names, and in the memory of every server. A snapshot of a volume brings the database back together with the file
 * beside it, so only a file on another volume notices that. A database that is behind was put back from a copy, which revives what was ended since (R149).
 */
const key = 'high_water'
const wentBackKey = 'went_back'
export const highWaterFileName = 'high-water'

interface Places {
  database: { kind: 'sqlite'; directory: string } | { kind: 'postgres' }
  markFile?: string
}

/** The files that keep the mark outside the database. */
export function markFiles({ database, markFile }: Places): string[] {
  const beside = database.kind === 'sqlite' ? [join(database.directory, highWaterFileName)] : []
  return markFile === undefined ? beside : [...beside, markFile]
}

/** A second mark that cannot be written would be behind by tomorrow, and then notice nothing. */
export function requireMarkFile({ markFile }: Pick<Places, 'markFile'>): void {
  if (markFile === undefined) return
  try {
    accessSync(dirname(markFile), constants.W_OK)
    fileMark(markFile)
  } catch (cause) {
    throw new StartupError(
      `COUNTERSIGN_MARK_FILE names ${markFile}, which cannot be read and written. ` +
        'Make its directory and let the server write there; a new file is created in it.',
      { cause },
    )
  }
}

/** Raises the mark and resolves to it. `seen` is what this process raised it to before; throws when the database is behind it. */
export async function raiseMark(db: Db, { now, seen, files }: { now: number; seen: number; files: readonly string[] }) {
  const mark = await readMark(db)
  if (mark < seen) {
    // Also for every start from now on, wherever it is.
    await put(db, wentBackKey, now)
    throw new StartupError(wentBack)
  }
  const raised = Math.max(now, mark + 1)
  await put(db, key, raised)
  for (const file of files) writeMark(file, raised)
  return raised
}

export async function refuseWentBack(db: Db, files: readonly string[]): Promise<void> {
  const isBehind = (await readMark(db)) < highest(files)
  // Without a mark it is a new one, or of before there were marks.
  if ((isBehind && (await readMark(db)) > 0) || (await readNumber(db, wentBackKey)) > 0)
    throw new StartupError(wentBack)
}

/** What came back was put to rest; the database may be behind once. */
export async function acceptCopy(db: Db, { now, files }: { now: number; files: readonly string[] }): Promise<void> {
  await db.deleteFrom('meta').where('key', '=', wentBackKey).execute()
  await raiseMark(db, { now: Math.max(now, highest(files) + 1), seen: 0, files })
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

function highest(files: readonly string[]): number {
  return Math.max(0, ...files.map(fileMark))
}

/** Without a file there was no mark yet. One that is there and cannot be read must not count as none. */
function fileMark(path: string): number {
  try {
    return Number(readFileSync(path, 'utf8').trim()) || 0
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}

/** After the database has it, so that the file is never ahead of a database that lost nothing. Several servers may share one. */
function writeMark(path: string, mark: number): void {
  const fresh = `${path}.${process.pid}.new`
  writeFileSync(fresh, `${mark}\n`, { mode: 0o600 })
  renameSync(fresh, path)
}
