import type { ClientView } from '@countersign/contract'
import { readInbox } from '../../messages/inbox.ts'
import type { Scratch } from './scratch.ts'

export interface Told {
  status: number
  response: Record<string, unknown> | null
  headers: Headers
}

/** What somebody holds in the end. `pending` is a session that may do nothing but what it still owes. */
export type Held = 'none' | 'pending' | 'session' | 'token'

let count = 0

/** A browser that has never been here, at an address of its own: a limit that the one before has spent would look like a closed door. */
export class Visitor {
  readonly #scratch: Scratch
  readonly #cookies = new Map<string, string>()
  readonly #address: string

  constructor(scratch: Scratch) {
    this.#scratch = scratch
    const number = ++count
    this.#address = `10.${(number >> 8) & 255}.${number & 255}.1`
  }

  async ask(method: 'GET' | 'POST', path: string, fields: Record<string, string> = {}): Promise<Told> {
    const { host } = this.#scratch.made.instance
    const cookie = [...this.#cookies].map((pair) => pair.join('=')).join('; ')
    const headers: Record<string, string> = { cookie, 'x-forwarded-for': this.#address }
    const init: RequestInit = { method, headers }
    if (method === 'POST') {
      Object.assign(headers, { origin: `http://${host}`, 'content-type': 'application/x-www-form-urlencoded' })
      init.body = new URLSearchParams(fields).toString()
    }
    const answer = await this.#scratch.app.request(`http://${host}/v1${path}`, init)
    for (const line of answer.headers.getSetCookie()) this.#keep(line)
    return told(answer)
  }

  #keep(line: string): void {
    const [pair = ''] = line.split(';')
    const at = pair.indexOf('=')
    if (/Max-Age=0/i.test(line)) this.#cookies.delete(pair.slice(0, at))
    else this.#cookies.set(pair.slice(0, at), pair.slice(at + 1))
  }

  /** Looks at all that a browser could show for itself, whatever the sign-in says of its own status. */
  async held(): Promise<Held> {
    const { response } = await this.ask('GET', '/client')
    const sessions = (response as ClientView | null)?.sessions ?? []
    const token = await this.#token(sessions[0]?.id)
    if (token === 'active') return 'token'
    if (sessions.some(({ status }) => status === 'active')) return 'session'
    // A page that only the signed-in see is asked for as well: a client that shows no session may still have one.
    if (sessions.length > 0 || token !== null || (await this.ask('GET', '/me')).status === 200) return 'pending'
    return 'none'
  }

  async #token(sessionId: string | undefined): Promise<'active' | 'pending' | null> {
    if (!sessionId) return null
    const { response } = await this.ask('POST', `/client/sessions/${sessionId}/tokens`)
    const jwt = response?.['jwt']
    if (typeof jwt !== 'string') return null
    const claims = JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString())
    return claims.sts === 'pending' ? 'pending' : 'active'
  }
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

async function told(answer: Response): Promise<Told> {
  const text = await answer.text()
  const body = text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : null
  const response = body !== null && 'response' in body ? body.response : body
  return { status: answer.status, response, headers: answer.headers }
}
