import { AppError } from '@countersign/contract'
import type { z } from 'zod'
import type { Arrival } from './arrival.ts'
import { type Fields, parseBody, parseListBody, parseQuery } from './body.ts'
import { readFileBody } from './file-body.ts'
import { readBody } from './read-body.ts'
import type { Route } from './route.ts'

/** The input a route declares, read from the query (GET) or the body, or the error that names the first wrong field. */
export async function parseInput(route: Route, arrival: Arrival): Promise<unknown> {
  const query = parseQuery(arrival.query)
  if (typeof (query['_clerk_session_id'] ?? '') !== 'string')
    throw new AppError('request_malformed', { reason: 'a field is given twice' })
  const fields = arrival.method === 'GET' ? query : await readFields(route, arrival)
  return route.input ? checkInput(route.input, fields) : {}
}

async function readFields(route: Route, arrival: Arrival): Promise<Fields> {
  if (route.body === 'file') return { ...(await readFileBody(arrival)) }
  arrival.bytes ??= await readBody(arrival.request)
  const parse = route.body === 'list' ? parseListBody : parseBody
  return parse(arrival.header('content-type'), arrival.bytes)
}

export function checkInput<S extends z.ZodType>(schema: S, fields: Fields): z.output<S> {
  const parsed = schema.safeParse(fields)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const path = issue?.path ?? []
  const name = path.join('.') || 'body'
  const named = issue?.code === 'custom' ? issue.params?.['error'] : undefined
  if (named === 'form_param_not_milliseconds')
    throw new AppError(named, { param_name: name }, { meta: { param_name: name } })
  throw new AppError(isMissing(fields, path) ? 'form_param_missing' : 'form_param_format_invalid', { param_name: name })
}

function isMissing(fields: Fields, path: readonly PropertyKey[]): boolean {
  let value: unknown = fields
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return false
    value = Object.hasOwn(value, key) ? (value as Record<PropertyKey, unknown>)[key] : undefined
  }
  return value === undefined
}
