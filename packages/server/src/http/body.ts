import { AppError } from '@countersign/contract'
import { assertCleanKey, assertCleanText } from './clean-text.ts'
import { parseJsonList, parseJsonObject } from './json-text.ts'

export type Fields = Record<string, unknown>

export const bodyLimit = 64 * 1024

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** What a request body says, as a plain record. Everything it refuses is the caller's fault, so nothing here can end in a 500 (R119). */
export function parseBody(contentType: string | undefined, bytes: Uint8Array): Fields {
  if (bytes.length === 0) return {}
  if (bytes.length > bodyLimit) throw new AppError('body_too_large', { limit: bodyLimit })
  const type = mediaType(contentType)
  if (type === 'application/x-www-form-urlencoded') return parseForm(decode(bytes))
  if (type === 'application/json') return parseJsonObject(decode(bytes))
  throw new AppError('content_type_unsupported')
}

/** A JSON list, under the name `list`: a form cannot say one. */
export function parseListBody(contentType: string | undefined, bytes: Uint8Array): Fields {
  if (bytes.length > bodyLimit) throw new AppError('body_too_large', { limit: bodyLimit })
  if (mediaType(contentType) !== 'application/json') throw new AppError('content_type_unsupported')
  return { list: parseJsonList(decode(bytes)) }
}

/** A form may name a field once: with two values, two readers of the same request could each see another one. */
export function parseForm(text: string): Fields {
  const fields: Fields = {}
  for (const [key, value] of pairs(text)) {
    if (Object.hasOwn(fields, key)) throw new AppError('request_malformed', { reason: 'a field is given twice' })
    fields[key] = value
  }
  return fields
}

/** A query names a list by repeating its key; where one value is expected, a list fails validation like any wrong type. */
export function parseQuery(text: string): Fields {
  const fields: Fields = {}
  for (const [key, value] of pairs(text)) {
    const earlier = fields[key]
    if (earlier === undefined) fields[key] = value
    else if (Array.isArray(earlier)) earlier.push(value)
    else fields[key] = [earlier, value]
  }
  return fields
}

function* pairs(text: string): Generator<[string, string]> {
  if (text === '') return
  for (const part of text.split('&')) {
    if (part === '') continue
    const at = part.indexOf('=')
    const key = assertCleanKey(decodeField(at < 0 ? part : part.slice(0, at)))
    yield [key, at < 0 ? '' : assertCleanText(decodeField(part.slice(at + 1)))]
  }
}

function decodeField(text: string): string {
  if (!/[%+]/.test(text)) return text
  try {
    return decodeURIComponent(text.replaceAll('+', ' '))
  } catch {
    throw new AppError('request_malformed', { reason: 'a percent-encoding is wrong' })
  }
}

function decode(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch {
    throw new AppError('request_malformed', { reason: 'the text is not UTF-8' })
  }
}

/** Parameters such as `charset=utf-8` are tolerated; any other charset is not, because the text is read as UTF-8. */
function mediaType(contentType: string | undefined): string {
  const [type = '', ...parameters] = (contentType ?? '').toLowerCase().split(';')
  const charset = parameters.map((part) => part.trim()).find((part) => part.startsWith('charset='))
  if (charset && !/^charset="?utf-?8"?$/.test(charset)) throw new AppError('content_type_unsupported')
  return type.trim()
}
