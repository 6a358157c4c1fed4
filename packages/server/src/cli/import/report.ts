import { table } from '../command.ts'

/** What came of a run. Lines and reasons only: nothing that was in the file. */
export interface ImportReport {
  source: string
  dry_run: boolean
  rows: number
  imported: number
  /** Came in with an earlier run. */
  unchanged: number
  problems: { line: number; reason: string }[]
  left_out: { line: number; what: string }[]
}

const mostShown = 50

export function reportText(report: ImportReport): string {
  const { problems, left_out, rows, imported, unchanged, dry_run } = report
  const head = [
    ['users in the file', String(rows)],
    [dry_run ? 'would come in' : 'came in', String(imported)],
    ['in already', String(unchanged)],
    ['refused', String(problems.length)],
  ]
  const parts = [table(head)]
  if (problems.length > 0) {
    parts.push(`Refused:\n${table(problems.slice(0, mostShown).map(({ line, reason }) => [`line ${line}`, reason]))}`)
    if (problems.length > mostShown) parts.push(`… and ${problems.length - mostShown} more; --json tells all.`)
  }
  if (left_out.length > 0) {
    const counts = new Map<string, number[]>()
    for (const { line, what } of left_out) counts.set(what, [...(counts.get(what) ?? []), line])
    const lines = [...counts].map(([what, all]) => [String(all.length), what, `first on line ${all[0]}`])
    parts.push(`Left out of users that ${dry_run ? 'would come' : 'came'} in:\n${table(lines)}`)
  }
  if (dry_run) parts.push('Nothing was written.')
  return parts.join('\n\n')
}
