import type { Context } from '../../context.ts'
import type { Instance } from '../../instances/instance.ts'
import { type Batch, chooseUsers } from './choose-users.ts'
import type { Row } from './incoming.ts'
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
/** Backup codes are hashed by other threads. So many batches are with them, while this thread reads on and writes the one before. */
const mostAhead = 4

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
  const ahead: Batch[] = []
  let rows: Row[] = []
  const choose = async () => {
    const now = context.clock.now()
    const scope = { context, instance, now, trustsAddresses: wish.trustsAddresses ?? false }
    ahead.push(await chooseUsers(scope, wish, rows, seen, report))
    rows = []
  }
  const write = async (most: number) => {
    for (let next = ahead[0]; next && ahead.length > most; next = ahead[0]) {
      await writeUsers(next, from, report)
      ahead.shift()
      onProgress?.(report)
    }
  }
  for await (const row of readRows(sources[from], wish, secrets)) {
    report.rows += 1
    rows.push(row)
    if (rows.length < batchSize) continue
    await choose()
    await write(mostAhead)
  }
  await choose()
  await write(0)
  report.problems.sort((a, b) => a.line - b.line)
  report.left_out.sort((a, b) => a.line - b.line)
  return report
}

async function writeUsers({ scope, lines, wanted, ready }: Batch, source: string, report: ImportReport): Promise<void> {
  const refused = ready ? await writeBatch(scope, source, await ready) : new Set<string>()
  for (const { id, leftOut } of wanted) {
    const line = lines.get(id) ?? 0
    if (refused.has(id)) {
      report.problems.push({ line, reason: 'somebody took its address, number or name meanwhile' })
      continue
    }
    report.imported += 1
    for (const what of new Set(leftOut)) report.left_out.push({ line, what })
  }
}
