import type { ClientView } from '@countersign/contract'
import { isServedAt, publicUrl } from '../../instances/hosts.ts'
import { readInbox } from '../../messages/inbox.ts'
import { type Held, heldBy, most } from './held.ts'
import { type Scratch, template } from './scratch.ts'

export interface Told {
  status: number
  response: Record<string, unknown> | null
  headers: Headers
  /** Of the page that asked. */
  origin: string
}

let count = 0

/** A browser that has never been here, at an address of its own: a limit that the one before has spent would look like a closed door. */
export class Visitor {
  readonly #scratch: Scratch
  readonly #cookies = new Map<string, string>()
  readonly #address: string
  /** Those of the app's own host. */
  readonly appCookies = new Map<string, string>()

  constructor(scratch: Scratch) {
    this.#scratch = scratch
    const number = ++count
    this.#address = `10.${(number >> 8) & 255}.${number & 255}.1`
  }

  async ask(method: 'GET' | 'POST' | 'DELETE', path: string, fields: Record<string, string> = {}): Promise<Told> {
    const base = baseOf(this.#scratch)
    const { origin } = new URL(base)
    const headers: Record<string, string> = { cookie: this.cookies(), 'x-forwarded-for': this.#address }
    const init: RequestInit = { method, headers }
    if (method !== 'GET') headers['origin'] = origin
    if (method === 'POST') {
      Object.assign(headers, { 'content-type': 'application/x-www-form-urlencoded' })
      init.body = new URLSearchParams(fields).toString()
    }
    const answer = await this.#scratch.app.request(`${base}/v1${path}`, init)
    for (const line of answer.headers.getSetCookie()) keep(this.#cookies, line)
    return told(answer, origin)
  }

  cookie(name: string): string {
    return this.#cookies.get(name) ?? ''
  }

  /** All of them, as a `Cookie` header. */
  cookies(): string {
    return [...this.#cookies].map((pair) => pair.join('=')).join('; ')
  }

  /** Looks at all that a browser could show for itself, whatever the sign-in says of its own status. */
  async held(): Promise<Held> {
    const { response } = await this.ask('GET', '/client')
    const sessions = (response as ClientView | null)?.sessions ?? []
    const token = await this.#token(sessions[0]?.id)
    if (token === 'token') return token
    if (sessions.some(({ status }) => status === 'active')) return 'session'
    // A page that only the signed-in see is asked for as well: a client that shows no session may still have one.
    if (sessions.length > 0 || (await this.ask('GET', '/me')).status === 200) return 'pending'
    return token
  }

  /** For the app, and for another service by a template. */
  async #token(sessionId: string | undefined): Promise<Held> {
    if (!sessionId) return 'none'
    const tokens = `/client/sessions/${sessionId}/tokens`
    const own = heldBy((await this.ask('POST', tokens)).response?.['jwt'])
    return own === 'token'
      ? own
      : most(own, heldBy((await this.ask('POST', `${tokens}/${template}`)).response?.['jwt']))
  }
}

/** Where a browser reaches the instance: a production instance without a host of its own is served at its path (R125). */
export function baseOf({ context: { config }, made: { instance } }: Pick<Scratch, 'context' | 'made'>): string {
  return isServedAt(config, instance, instance.host) ? `http://${instance.host}` : publicUrl(config, instance)
}

/** As a browser would, and as an app's server tells it to. */
export function keep(cookies: Map<string, string>, line: string): void {
  const [pair = ''] = line.split(';')
  const at = pair.indexOf('=')
  if (/Max-Age=0/i.test(line)) cookies.delete(pair.slice(0, at))
  else cookies.set(pair.slice(0, at), pair.slice(at + 1))
}

/** The app's own server. */
export async function backend(
  { app, made }: Scratch,
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<Told> {
  const headers = { authorization: `Bearer ${made.secretKey}`, 'content-type': 'application/json' }
  const init = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) }
  return told(await app.request(`http://localhost:4100/v1${path}`, init))
}

export async function lastCode({ context, made }: Scratch, destination: string): Promise<string> {
  const messages = await readInbox({ context, instance: made.instance }, destination)
  return messages.findLast(({ code }) => code)?.code ?? ''
}

export async function lastLink({ context, made }: Scratch, destination: string): Promise<string> {
  const messages = await readInbox({ context, instance: made.instance }, destination)
  return messages.findLast(({ link }) => link)?.link ?? ''
}

async function told(answer: Response, origin = ''): Promise<Told> {
  const text = await answer.text()
  const body = text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : null
  const response = body !== null && 'response' in body ? body.response : body
  return { status: answer.status, response, headers: answer.headers, origin }
}
