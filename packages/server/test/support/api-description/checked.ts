import type { createApp } from '../../../src/app.ts'
import { parseForm, parseQuery } from '../../../src/http/body.ts'
import { type Described, type DescribedAnswer, description, faultOf, findOperation } from './description.ts'
import { noteFault, noteSuccess } from './record.ts'

type App = ReturnType<typeof createApp>

/** The same app, every answer of which is held against the published description; the first that differs fails its test. */
export function checked(app: App): App {
  const request = app.request
  app.request = async (input, init, ...rest) => {
    const answer = await request(input, init, ...rest)
    const url = input instanceof Request ? input.url : new URL(input.toString(), 'http://localhost').href
    const fault = await faultOfTraffic(url, init ?? {}, answer.clone())
    if (fault) {
      noteFault(fault)
      throw new Error(`Not as docs/reference/openapi.json says (npm run docs writes it anew): ${fault}`)
    }
    return answer
  }
  return app
}

/** Where an answer, or the request it was given to, is not as described; null when all is well. */
export async function faultOfTraffic(url: string, init: RequestInit, answer: Response): Promise<string | null> {
  const { pathname, searchParams, search } = new URL(url)
  const sent = init.method ?? 'GET'
  const method = sent === 'POST' ? (searchParams.get('_method') ?? 'POST') : sent
  if (sent === 'OPTIONS' || sent === 'HEAD' || !/^(?:\/i\/[^/]+)?\/(?:v1|\.well-known)\//.test(pathname)) return null
  const found = findOperation(method, pathname)
  if (!found) return answer.status < 400 ? `${method} ${pathname} answered ${answer.status} and is not described` : null
  const about = `${method} ${found.path} → ${answer.status}`
  const fault =
    (await faultOfAnswer(found, answer)) ?? (answer.ok ? faultOfRequest(found, init, search.slice(1)) : null)
  if (fault) return `${about}: ${fault}`
  if (answer.status < 400) noteSuccess(found.operation.operationId)
  return null
}

async function faultOfAnswer({ path, method, operation }: Described, answer: Response): Promise<string | null> {
  const status = String(answer.status)
  const named = operation.responses[status]
  if (!named) return 'the status is not described'
  const name = named.$ref?.split('/').at(-1)
  const described: DescribedAnswer | undefined = name === undefined ? named : description.components.responses[name]
  const place = name === undefined ? ['paths', path, method, 'responses', status] : ['components', 'responses', name]
  for (const [header, { required }] of Object.entries(described?.headers ?? {}))
    if (required && !answer.headers.has(header)) return `there is no ${header}`
  const text = await answer.text()
  if (!described?.content) return text === '' ? null : 'a body is not described'
  const type = answer.headers.get('content-type')?.split(';', 1)[0] ?? 'nothing'
  if (!described.content[type]) return `${type} is not described`
  const value: unknown = type === 'application/json' ? JSON.parse(text) : text
  return faultOf(value, [...place, 'content', type, 'schema'])
}

/** What was taken must be what is described as taken. */
function faultOfRequest({ path, method, operation }: Described, init: RequestInit, query: string): string | null {
  const place = ['paths', path, method]
  if (operation.requestBody && (typeof init.body === 'string' || init.body == null)) {
    const type = typeOf(init)
    const text = init.body ?? ''
    const value = text === '' ? {} : type === 'application/json' ? JSON.parse(text) : parseForm(text)
    const fault = faultOf(value, [...place, 'requestBody', 'content', type, 'schema'])
    return fault && `the request: ${fault}`
  }
  const fields = parseQuery(query)
  for (const [index, { name, in: where, required, schema }] of (operation.parameters ?? []).entries()) {
    if (where !== 'query') continue
    // A list of one looks like a single value.
    const value = schema.type === 'array' && typeof fields[name] === 'string' ? [fields[name]] : fields[name]
    if (value === undefined && required) return `the request has no ${name}`
    const fault = value === undefined ? null : faultOf(value, [...place, 'parameters', String(index), 'schema'])
    if (fault) return `the request’s ${name}: ${fault}`
  }
  return null
}

function typeOf({ headers }: RequestInit): string {
  const type = new Headers(headers).get('content-type') ?? ''
  return /\bjson\b/i.test(type) ? 'application/json' : 'application/x-www-form-urlencoded'
}
