import { createReadStream } from 'node:fs'
import { type CsvError, parse } from 'csv-parse'
import { StartupError } from '../../lib/startup-error.ts'
import type { Fields } from './fields.ts'

export type RawRow = { line: number } & ({ record: Fields } | { reason: string })

/** Rows of a table, one at a time; one that does not fit under the heading is told and the rest is read. */
export async function* tableRows(file: string, columns: readonly string[] | undefined): AsyncGenerator<RawRow> {
  const skipped: RawRow[] = []
  const parser = createReadStream(file).pipe(
    parse({
      bom: true,
      columns: (heading: string[]) => heading.map((name) => requireColumn(name.trim(), columns)),
      info: true,
      max_record_size: 1_000_000,
      skip_empty_lines: true,
      skip_records_with_error: true,
      on_skip: (error: CsvError | undefined) => {
        skipped.push({ line: Number(error?.['lines'] ?? 0), reason: reasonOf(error) })
      },
    }),
  )
  for await (const item of parser) {
    yield* skipped.splice(0)
    const { record, info } = item as { record: Fields; info: { lines: number } }
    // The parser knows where a row ends; with line breaks in its cells it begins further up.
    yield { line: info.lines - breaksIn(record), record }
  }
  yield* skipped
}

function requireColumn(name: string, columns: readonly string[] | undefined): string {
  if (columns && !columns.includes(name))
    throw new StartupError(`There is no column ${name.slice(0, 64)}. The columns of a table are ${columns.join(', ')}.`)
  return name
}

function breaksIn(record: Fields): number {
  return Object.values(record).reduce<number>((sum, cell) => sum + String(cell).split('\n').length - 1, 0)
}

function reasonOf(error: CsvError | undefined): string {
  return error?.code === 'CSV_RECORD_INCONSISTENT_COLUMNS'
    ? 'the row has more or fewer cells than the heading'
    : 'the row is not written as a table’s row'
}
