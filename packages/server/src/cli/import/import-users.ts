import type { Context } from '../../context.ts'
import type { Instance } from '../../instances/instance.ts'
import { findImported, findTaken } from './import.store.ts'
import { type Row, RowError } from './incoming.ts'
import { type ImportScope, type Prepared, prepareUser } from './prepare.ts'
import type { ImportReport } from './report.ts'
import { type ImportFiles, readRows } from './rows.ts'
import type { Secrets } from './source.ts'
import { type SourceName, sources } from './sources/index.ts'
import { writeBatch } from './write-batch.ts'

export interface ImportWish extends ImportFiles {
  from: SourceName
  secrets?: Secrets
  isDryRun?: boolean
  trustsAddresses?: boolean
  onProgress?: (report: ImportReport) => void
}

const batchSize = 200

/** Brings the users of a file in; what is in already is left as it is. A dry run looks at the same and writes nothing. */
export async function importUsers(context: Context, instance: Instance, wish: ImportWish): Promise<ImportReport> {
  const { from, secrets = { betterAuth: null }, isDryRun = false, onProgress } = wish
  const report: ImportReport = {
    source: from,
    dry_run: isDryRun,
    rows: 0,
    imported: 0,
    unchanged: 0,
    problems: [],
    left_out: [],
  }
  const seen = { ids: new Set<string>(), keys: new Set<string>() }
  let batch: Row[] = []
  const flush = async () => {
    const now = context.clock.now()
    const scope = { context, instance, now, trustsAddresses: wish.trustsAddresses ?? false }
    await importBatch(scope, wish, batch, seen, report)
    batch = []
    onProgress?.(report)
  }
  for await (const row of readRows(sources[from], wish, secrets)) {
    report.rows += 1
    batch.push(row)
    if (batch.length === batchSize) await flush()
  }
  await flush()
  report.problems.sort((a, b) => a.line - b.line)
  return report
}

interface Seen {
  ids: Set<string>
  keys: Set<string>
}

async function importBatch(
  scope: ImportScope,
  wish: ImportWish,
  batch: Row[],
  seen: Seen,
  report: ImportReport,
): Promise<void> {
  const { db } = scope.context
  const lines = new Map<Prepared, number>()
  for (const row of batch) {
    try {
      const prepared = prepareRow(scope, row, seen)
      lines.set(prepared, row.line)
    } catch (error) {
      if (!(error instanceof RowError)) throw error
      report.problems.push({ line: row.line, reason: error.message })
    }
  }
  const all = [...lines.keys()]
  if (all.length === 0) return
  const imported = await findImported(
    db,
    scope.instance.id,
    wish.from,
    all.map((one) => one.id),
  )
  const fresh = all.filter((one) => !imported.has(one.id))
  const taken = await findTaken(db, scope.instance.id, fresh.flatMap(keysOf))
  const wanted = fresh.filter((one) => {
    const conflict = keysOf(one).find((key) => taken.has(key) || seen.keys.has(key))
    if (conflict) report.problems.push({ line: lines.get(one) ?? 0, reason: conflictReason(conflict) })
    else for (const key of keysOf(one)) seen.keys.add(key)
    return !conflict
  })
  const refused = wish.isDryRun ? new Set<Prepared>() : await writeBatch(scope, wish.from, wanted)
  for (const one of refused)
    report.problems.push({ line: lines.get(one) ?? 0, reason: 'somebody took its address, number or name meanwhile' })
  const done = wanted.filter((one) => !refused.has(one))
  for (const one of done)
    for (const what of new Set(one.leftOut)) report.left_out.push({ line: lines.get(one) ?? 0, what })
  report.unchanged += all.length - fresh.length
  report.imported += done.length
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
