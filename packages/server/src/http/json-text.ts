import { AppError } from '@countersign/contract'
import { assertCleanKey, assertCleanText } from './clean-text.ts'

const maxDepth = 10
const colon = /\s*:/y

/**
 * `JSON.parse` keeps the last of two equal keys and knows no depth limit; a scan refuses both, so that no two readers of one
 * request disagree (R119). The scan comes second: on text that is known to be JSON it is linear.
 */
export function parseJsonObject(text: string): Record<string, unknown> {
  const value = parseStrictly(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) fail('the JSON is not an object')
  assertClean(value)
  return value as Record<string, unknown>
}

/** As `parseJsonObject`, for a body that is a list. */
export function parseJsonList(text: string): unknown[] {
  const value = parseStrictly(text)
  if (!Array.isArray(value)) fail('the JSON is not a list')
  assertClean(value)
  return value
}

function parseStrictly(text: string): unknown {
  const value = parse(text)
  refuseDuplicatesAndDepth(text)
  return value
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return fail('the JSON is broken')
  }
}

function refuseDuplicatesAndDepth(text: string): void {
  const open: (Set<string> | null)[] = []
  const strings = /"(?:[^"\\]|\\.)*"|[{}[\]]/gs
  for (let match = strings.exec(text); match; match = strings.exec(text)) {
    const token = match[0]
    if (token === '{' || token === '[') {
      open.push(token === '{' ? new Set() : null)
      if (open.length > maxDepth) fail(`it is nested deeper than ${maxDepth} levels`)
    } else if (token === '}' || token === ']') open.pop()
    else noteKey(open.at(-1), token, text, strings.lastIndex)
  }
}

function noteKey(keys: Set<string> | null | undefined, token: string, text: string, end: number): void {
  colon.lastIndex = end
  if (!keys || !colon.test(text)) return
  const key = parse(token) as string
  if (keys.has(key)) fail('a field is given twice')
  keys.add(key)
}

function assertClean(value: unknown): void {
  if (typeof value === 'string') assertCleanText(value)
  else if (Array.isArray(value)) value.forEach(assertClean)
  else if (typeof value === 'object' && value !== null) {
    for (const key of Object.keys(value)) {
      assertCleanKey(key)
      assertClean((value as Record<string, unknown>)[key])
    }
  }
}

function fail(reason: string): never {
  throw new AppError('request_malformed', { reason })
}
