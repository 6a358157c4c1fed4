import { RowError } from './incoming.ts'

/** A record of a file: of a table (all texts), or of JSON. */
export type Fields = Record<string, unknown>

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const longest = 4096

/** A text, or null where the field is empty or absent. Numbers count as texts: ids are both. */
export function text(record: Fields, name: string): string | null {
  const value = record[name]
  if (value === undefined || value === null || value === '') return null
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (typeof value !== 'string') throw new RowError(`${name} is not a text`)
  if (value.length > longest) throw new RowError(`${name} is too long`)
  return value
}

export function requireText(record: Fields, name: string): string {
  const value = text(record, name)
  if (value === null) throw new RowError(`${name} is missing`)
  if (value.length > 256) throw new RowError(`${name} is too long`)
  return value
}

/** A short text such as a name. */
export function name(record: Fields, field: string): string | null {
  const value = text(record, field)
  if (value !== null && value.length > 256) throw new RowError(`${field} is too long`)
  return value
}

/** `true`, `1`, `t` and `yes` are what tables call it. */
export function flag(record: Fields, name: string): boolean {
  const value = record[name]
  if (value === undefined || value === null || value === '') return false
  if (typeof value === 'boolean') return value
  const word = typeof value === 'number' ? String(value) : value
  if (typeof word === 'string' && /^(?:true|1|t|yes)$/i.test(word)) return true
  if (typeof word === 'string' && /^(?:false|0|f|no)$/i.test(word)) return false
  throw new RowError(`${name} is neither true nor false`)
}

/** Milliseconds since 1970, from that number or from a date; seconds would be before 1973 and are read as such, microseconds are refused. */
export function time(record: Fields, name: string): number | null {
  const value = record[name]
  if (value === undefined || value === null || value === '') return null
  const isNumber = typeof value === 'number' || (typeof value === 'string' && /^\d{9,14}$/.test(value))
  const number = isNumber ? Number(value) : typeof value === 'string' ? Date.parse(asDate(value)) : Number.NaN
  const milliseconds = isNumber && number < 100_000_000_000 ? number * 1000 : number
  if (!Number.isFinite(milliseconds) || milliseconds < 0 || milliseconds >= 1e14)
    throw new RowError(`${name} is not a time`)
  return Math.floor(milliseconds)
}

/** PostgreSQL writes `2024-05-01 10:00:00.123456+00`. */
function asDate(value: string): string {
  return value.replace(/^(\d{4}-\d\d-\d\d) (\d)/, '$1T$2').replace(/([+-]\d\d)$/, '$1:00')
}

/** An object, or the JSON of one in a cell; empty when there is none. */
export function object(record: Fields, name: string): Fields {
  const value = record[name]
  if (value === undefined || value === null || value === '') return {}
  const parsed = typeof value === 'string' ? parse(value, name) : value
  if (!isFields(parsed)) throw new RowError(`${name} is not an object`)
  return parsed
}

export function objects(record: Fields, name: string): Fields[] {
  const value = record[name]
  if (value === undefined || value === null || value === '') return []
  const parsed = typeof value === 'string' ? parse(value, name) : value
  if (!Array.isArray(parsed) || parsed.length > 1000 || !parsed.every(isFields))
    throw new RowError(`${name} is not a list`)
  return parsed
}

/** Several texts in one cell, with `|` between them, or a list of JSON. */
export function texts(record: Fields, name: string): string[] {
  const value = record[name]
  if (value === undefined || value === null || value === '') return []
  const list = typeof value === 'string' ? (value.startsWith('[') ? parse(value, name) : value.split('|')) : value
  if (
    !Array.isArray(list) ||
    list.length > 100 ||
    !list.every((item) => typeof item === 'string' && item.length <= longest)
  )
    throw new RowError(`${name} is not a list of texts`)
  return list.map((item) => String(item).trim()).filter((item) => item !== '')
}

function parse(value: string, name: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    throw new RowError(`${name} is not JSON`)
  }
}
