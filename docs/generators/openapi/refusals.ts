import { errors } from '@countersign/contract'
import type { Route } from '../../../packages/server/src/http/route.ts'
import type { Schema, Schemas } from './schemas.ts'

const all = Object.entries(errors)
export const statuses = [...new Set(all.map(([, { status }]) => status))].sort((a, b) => a - b)
const meanings: Record<number, string> = {
  400: 'The request cannot be understood.',
  401: 'Nobody is known to ask.',
  403: 'Whoever asks may not do this, or not now.',
  404: 'There is no such thing.',
  409: 'It does not fit what there is now.',
  413: 'The body is too large.',
  414: 'The address is too long.',
  415: 'The body is of no kind that this takes.',
  422: 'A field is wrong.',
  429: 'Too many; try again later.',
  500: 'Our fault. Nothing was half done.',
  503: 'Not now; try again later.',
}
const later = new Set([403, 422, 429, 503])
const ofBodies = new Set([413, 415])

/** What any request can meet, less what cannot happen where nothing is sent and nothing is counted. */
export function isRefusedWith(route: Route): number[] {
  return statuses.filter((status) => route.method !== 'GET' || !ofBodies.has(status))
}

/** One response for each status, with the codes of the table of errors that travel with it. */
export function refusalResponses(schemas: Schemas): Schema {
  const found: Schema = {}
  for (const status of statuses) {
    const codes = all.filter(([, error]) => error.status === status).map(([code]) => code)
    const schema = {
      allOf: [
        schemas.reference('ErrorEnvelope'),
        { properties: { errors: { items: { properties: { code: { enum: codes } } } } } },
      ],
    }
    const json = { 'application/json': { schema } }
    const headers = later.has(status) ? { headers: { 'Retry-After': retryAfter(status) } } : {}
    const description = meanings[status]
    if (!description) throw new Error(`Say in docs/generators/openapi/refusals.ts what ${status} means.`)
    found[`Error${status}`] = { description, ...headers, content: json }
    // A browser that opens the address itself is told in words.
    const page = { 'text/html': { schema: { type: 'string' } } }
    found[`Page${status}`] = { description, ...headers, content: { ...json, ...page } }
  }
  return found
}

function retryAfter(status: number): Schema {
  const required = status === 429
  return { description: 'Seconds until another try makes sense.', required, schema: { type: 'integer', minimum: 1 } }
}
