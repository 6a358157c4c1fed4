import { makeReady, type Ready } from './factors.ts'
import { findImported, findTaken } from './import.store.ts'
import type { ImportWish } from './import-users.ts'
import { type Row, RowError } from './incoming.ts'
import { type ImportScope, type Prepared, prepareUser } from './prepare.ts'
import type { ImportReport } from './report.ts'

/** Of this file. */
export interface Seen {
  ids: Set<string>
  keys: Set<string>
}

/** Users who are to come in. */
export interface Batch {
  scope: ImportScope
  lines: ReadonlyMap<string, number>
  wanted: readonly Prepared[]
  /** Absent in a dry run. */
  ready: Promise<Ready[]> | null
}

/** Of these rows, the users who are to come in; the others are told in the report. Their factors are begun to be hashed. */
export async function chooseUsers(
  scope: ImportScope,
  wish: ImportWish,
  rows: readonly Row[],
  seen: Seen,
  report: ImportReport,
): Promise<Batch> {
  const { db } = scope.context
  const lines = new Map<string, number>()
  const all: Prepared[] = []
  const refuse = (line: number, reason: string) => void report.problems.push({ line, reason })
  for (const row of rows) {
    try {
      const prepared = prepareRow(scope, row, seen)
      all.push(prepared)
      lines.set(prepared.id, row.line)
    } catch (error) {
      if (!(error instanceof RowError)) throw error
      refuse(row.line, error.message)
    }
  }
  const ids = all.map((one) => one.id)
  const imported = await findImported(db, scope.instance.id, wish.from, ids)
  const fresh = all.filter((one) => !imported.has(one.id))
  report.unchanged += imported.size
  const taken = await findTaken(db, scope.instance.id, fresh.flatMap(keysOf))
  const wanted = fresh.filter((one) => {
    const keys = keysOf(one)
    const conflict = keys.find((key) => taken.has(key) || seen.keys.has(key))
    if (conflict) refuse(lines.get(one.id) ?? 0, conflictReason(conflict))
    else for (const key of keys) seen.keys.add(key)
    return !conflict
  })
  const ready = wish.isDryRun ? null : Promise.all(wanted.map((one) => makeReady(scope, one)))
  // Whoever writes the batch hears of it; until then it is nobody's.
  ready?.catch(() => {})
  return { scope, lines, wanted, ready }
}

function prepareRow(scope: ImportScope, row: Row, seen: Seen): Prepared {
  if ('reason' in row) throw new RowError(row.reason)
  if (seen.ids.has(row.user.id)) throw new RowError('its id came before in this file')
  const prepared = prepareUser(scope, row.user)
  seen.ids.add(row.user.id)
  return prepared
}

/** What must belong to one user only. */
function keysOf({ user, emails, phones }: Prepared): string[] {
  return [
    ...emails.flatMap((email) => (email.verified_at === null ? [] : `email ${email.address_key}`)),
    ...phones.flatMap((phone) => (phone.verified_at === null ? [] : `phone ${phone.number}`)),
    ...(user.username_key === null ? [] : [`username ${user.username_key}`]),
    ...(user.external_id === null ? [] : [`external ${user.external_id}`]),
  ]
}

const nouns: Readonly<Record<string, string>> = {
  email: 'e-mail address',
  phone: 'phone number',
  username: 'username',
  external: 'external id',
}

const conflictReason = (key: string) => `its ${nouns[key.split(' ')[0] ?? '']} belongs to somebody else already`
