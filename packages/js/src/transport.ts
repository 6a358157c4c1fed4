import type { ErrorEnvelope } from '@countersign/contract'
import { answerUnreadable, CountersignError, isCountersignError, networkError } from './error.ts'
import { toForm } from './form.ts'

export interface Transport {
  get(path: string): Promise<Answer>
  post(path: string, params?: object, method?: 'PATCH' | 'PUT' | 'DELETE'): Promise<Answer>
}

export interface Answer {
  body: unknown
  headers: Headers
  /** What the answer was refused with; its body may still carry news. */
  error: CountersignError | null
}

export interface TransportOptions {
  base: string
  fetch: typeof fetch
  /** The session in use, which tells the server whose account a request is about. */
  sessionId(): string | null
}

const retryDelays = [200, 500, 1000]
/** Time for the cookie of the other request to arrive. */
const renewalDelay = 300

/**
 * Calls that confirm something, or show something once: the server answers the very same repeat alike for some seconds, so that a lost
 * answer costs neither the account nor its backup codes.
 */
function isConfirming(path: string, method: string | undefined, params: object): boolean {
  if (method === 'PATCH') return /^\/(?:me\/phone_numbers|client\/sign_ups)\/[^/]+$/.test(path)
  if (method !== undefined) return false
  // An invitation that leaves nothing to ask for creates the account at once.
  if (path === '/client/sign_ups') return 'ticket' in params
  return /\/attempt_\w+$|\/(?:reset|change)_password$|^\/me\/backup_codes$|\/step_ups\/[^/]+\/token$/.test(path)
}

export function createTransport({ base, fetch, sessionId }: TransportOptions): Transport {
  function address(path: string, method?: string): string {
    const query = new URLSearchParams()
    if (method) query.set('_method', method)
    const session = sessionId()
    if (session && !/^\/client(\/|$)/.test(path)) query.set('_clerk_session_id', session)
    // Not `query.size`: Safari before 17 has none, and a request to remove something would arrive as one to add it.
    const text = query.toString()
    return `${base}/v1${path}${text && `?${text}`}`
  }

  async function send(url: string, init: RequestInit): Promise<Answer> {
    const [response, text] = await exchange(url, { credentials: 'include', ...init })
    const body = parse(response.status, text)
    return { body, headers: response.headers, error: response.ok ? null : refusal(response, body) }
  }

  async function exchange(url: string, init: RequestInit): Promise<[Response, string]> {
    try {
      const response = await fetch(url, init)
      return [response, await response.text()]
    } catch (cause) {
      throw networkError(cause)
    }
  }

  /** Repeats a request that was refused before anything was done, because another tab has just proven something under the same cookie. */
  async function pastRenewal(once: () => Promise<Answer>, answer: Answer): Promise<Answer> {
    if (answer.error?.code !== 'client_renewed') return answer
    await new Promise((resolve) => setTimeout(resolve, renewalDelay))
    return once()
  }

  /**
   * Returns why a read across origins got no answer: a browser withholds what is answered to an origin that is not allowed, and the reason as
   * well, unless it is asked for without cookies.
   */
  async function reasonFor(error: CountersignError): Promise<CountersignError> {
    if (!isCrossOrigin(base)) return error
    const answer = await send(`${base}/v1/environment`, { method: 'GET', credentials: 'omit' }).catch(() => null)
    return answer?.error?.code === 'origin_invalid' ? answer.error : error
  }

  return {
    async get(path) {
      const once = () => send(address(path), { method: 'GET' })
      for (const delay of retryDelays) {
        try {
          return await pastRenewal(once, await once())
        } catch (error) {
          if (!isCountersignError(error, 'network_error')) throw error
          const reason = await reasonFor(error)
          if (reason !== error) throw reason
          await new Promise((resolve) => setTimeout(resolve, delay))
        }
      }
      return pastRenewal(once, await once())
    },
    // Other writes are sent once: their lost answer may belong to something that was done.
    async post(path, params = {}, method) {
      // The same bytes every time: that is how the server knows a repeat, whatever session is in use by then.
      const url = address(path, method)
      const once = () => send(url, { method: 'POST', body: toForm(params) })
      const answer = await once().catch((error: unknown) => {
        if (isConfirming(path, method, params) && isCountersignError(error, 'network_error')) return once()
        throw error
      })
      return pastRenewal(once, answer)
    },
  }
}

/** False outside of pages. */
function isCrossOrigin(base: string): boolean {
  const here = globalThis.location?.origin
  return here !== undefined && URL.canParse(base) && new URL(base).origin !== here
}

function parse(status: number, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw answerUnreadable(status, cause)
  }
}

function refusal(response: Response, body: unknown): CountersignError {
  const envelope = body as Partial<ErrorEnvelope> | null
  const errors = Array.isArray(envelope?.errors) ? envelope.errors : []
  const [first] = errors
  if (!first) return answerUnreadable(response.status, body)
  const seconds = Number.parseInt(response.headers.get('Retry-After') ?? '', 10)
  return new CountersignError(first.code, first.long_message || first.message, {
    status: response.status,
    meta: first.meta,
    retryAfter: Number.isNaN(seconds) ? null : seconds,
    traceId: envelope?.clerk_trace_id ?? null,
    errors,
  })
}
