/** A value of a JSON file as it stands there, and the line it begins on. */
export interface JsonValue {
  line: number
  text: string
}

/**
 * The items of an array, or the values of a file that has one after the other (one a line, as a rule). Only brackets and quotes are looked
 * at, so that a broken item costs that item alone, and knows its line.
 */
export function* jsonValues(text: string, line = 1): Generator<JsonValue> {
  if (isOneALine(text)) return yield* valuesOfLines(text)
  let at = skip(text, text.charCodeAt(0) === 0xfeff ? 1 : 0)
  let lines = line + countLines(text, 0, at)
  const isArray = text[at] === '['
  if (isArray) at += 1
  while (at < text.length) {
    const start = skip(text, at, isArray)
    lines += countLines(text, at, start)
    if (start >= text.length || (isArray && text[start] === ']')) return
    // A bracket that closes nothing is an item of its own, and a broken one.
    const end = Math.max(endOf(text, start, isArray), start + 1)
    yield { line: lines, text: text.slice(start, end).trim() }
    lines += countLines(text, start, end)
    at = end
  }
}

/** Where each line is a value, a broken one must not swallow those after it. */
function isOneALine(text: string): boolean {
  const [first = ''] = text.slice(0, 1_000_000).trimStart().split('\n', 1)
  if (!first.startsWith('{')) return false
  try {
    JSON.parse(first)
    return true
  } catch {
    return false
  }
}

function* valuesOfLines(text: string): Generator<JsonValue> {
  let line = 0
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\n', at)
    const value = text.slice(at, end < 0 ? text.length : end).trim()
    line += 1
    if (value !== '') yield { line, text: value }
    at = end < 0 ? text.length : end + 1
  }
}

/** Arrays of the object that a text is, by their names. Later ones of a name win. */
export function jsonTables(text: string): Map<string, JsonValue> {
  const tables = new Map<string, JsonValue>()
  let at = skip(text, text.charCodeAt(0) === 0xfeff ? 1 : 0)
  if (text[at] !== '{') return tables
  at += 1
  let lines = 1 + countLines(text, 0, at)
  while (at < text.length) {
    const start = skip(text, at, true)
    lines += countLines(text, at, start)
    if (text[start] !== '"') return tables
    const endOfName = endOfString(text, start)
    const colon = skip(text, endOfName)
    if (text[colon] !== ':') return tables
    const value = skip(text, colon + 1)
    lines += countLines(text, start, value)
    const end = endOf(text, value, true)
    if (text[value] === '[')
      tables.set(text.slice(start + 1, endOfName - 1), { line: lines, text: text.slice(value, end) })
    lines += countLines(text, value, end)
    at = end
  }
  return tables
}

function skip(text: string, from: number, commas = false): number {
  let at = from
  while (at < text.length && (' \n\r\t'.includes(text[at] ?? '') || (commas && text[at] === ','))) at += 1
  return at
}

/** Behind the value that begins at `start`: at the comma or bracket after it, or behind the line it is on. */
function endOf(text: string, start: number, isInside: boolean): number {
  let depth = 0
  let at = start
  while (at < text.length) {
    const character = text[at]
    if (character === '"') {
      at = endOfString(text, at)
      continue
    }
    if (character === '{' || character === '[') depth += 1
    else if (character === '}' || character === ']') {
      if (depth === 0) return isInside ? at : at + 1
      depth -= 1
      if (depth === 0 && !isInside) return at + 1
    } else if (depth === 0 && (isInside ? character === ',' : character === '\n')) return at
    at += 1
  }
  return text.length
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return Math.min(at + 1, text.length)
}

function countLines(text: string, from: number, to: number): number {
  let lines = 0
  for (let at = from; at < to; at++) if (text.charCodeAt(at) === 10) lines += 1
  return lines
}
