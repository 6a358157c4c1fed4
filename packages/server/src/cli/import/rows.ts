import { readFileSync } from 'node:fs'
import { StartupError } from '../../lib/startup-error.ts'
import { decode, requireUtf8 } from './encoding.ts'
import { type Fields, isFields, text } from './fields.ts'
import { type Row, RowError } from './incoming.ts'
import { jsonTables, jsonValues } from './json-values.ts'
import type { Others, Secrets, Source } from './source.ts'
import { type RawRow, tableRows } from './table-rows.ts'

export interface ImportFiles {
  file: string
  /** Hashes that come in a file of their own. */
  passwords?: string | undefined
}

/** The users of a file, each with its line, and in place of those that cannot be read the reason. */
export async function* readRows(source: Source, files: ImportFiles, secrets: Secrets): AsyncGenerator<Row> {
  const isTable = /\.csv$/i.test(files.file)
  if (isTable) await requireUtf8(files.file)
  const document = isTable ? null : readDocument(files.file, source)
  const grouped = new Map(
    Object.entries(source.others).map(([name, owner]) => {
      const table = name === 'passwords' && files.passwords ? readText(files.passwords) : document?.others.get(name)
      return [name, groupBy(table ?? '', owner)]
    }),
  )
  for await (const raw of document ? document.rows : tableRows(files.file, source.columns)) {
    yield 'reason' in raw ? raw : readRow(source, raw, grouped, secrets)
  }
}

export function readRow(
  source: Source,
  { line, record }: { line: number; record: Fields },
  grouped: Map<string, Map<string, Fields[]>>,
  secrets: Secrets,
): Row {
  try {
    const id = text(record, 'id') ?? text(record, 'user_id') ?? ''
    const others: Others = (table) => grouped.get(table)?.get(id) ?? []
    return { line, user: source.read(record, others, secrets) }
  } catch (error) {
    if (error instanceof RowError) return { line, reason: error.message }
    throw error
  }
}

function readDocument(file: string, source: Source): { rows: Iterable<RawRow>; others: Map<string, string> } {
  const content = readText(file)
  const tables = jsonTables(content)
  const users = tables.get(source.users)
  const others = new Map([...tables].map(([name, table]) => [name, table.text]))
  return users ? { rows: rawRows(users.text, users.line), others } : { rows: rawRows(content, 1), others: new Map() }
}

function* rawRows(content: string, from: number): Generator<RawRow> {
  for (const value of jsonValues(content, from)) {
    const record = parse(value.text)
    yield record ? { line: value.line, record } : { line: value.line, reason: 'the item is not a JSON object' }
  }
}

function groupBy(content: string, owner: (row: Fields) => string | null): Map<string, Fields[]> {
  const groups = new Map<string, Fields[]>()
  for (const value of jsonValues(content)) {
    const row = parse(value.text)
    const id = row ? ownerOf(row, owner) : null
    if (row && id !== null) groups.set(id, [...(groups.get(id) ?? []), row])
  }
  return groups
}

function ownerOf(row: Fields, owner: (row: Fields) => string | null): string | null {
  try {
    return owner(row)
  } catch (error) {
    if (error instanceof RowError) return null
    throw error
  }
}

function parse(json: string): Fields | null {
  try {
    const value: unknown = JSON.parse(json)
    return isFields(value) ? value : null
  } catch {
    return null
  }
}

/** The longest text that a process can hold. */
const longest = 512 * 1024 * 1024

export function readText(file: string): string {
  try {
    const bytes = readFileSync(file)
    if (bytes.length < longest) return decode(file, bytes)
  } catch (cause) {
    if (cause instanceof StartupError) throw cause
    throw new StartupError(`${file} cannot be read.`, { cause })
  }
  throw new StartupError(`${file} is over 512 MB. Split it: what is in already is not brought twice.`)
}
