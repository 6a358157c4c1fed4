import type { ErrorView } from '@countersign/contract'
import type { BackendOptions } from './options.ts'

/** A refusal of the Backend API, or no answer (`status` 0). */
export class BackendError extends Error {
  override readonly name = 'BackendError'
  readonly code: string
  readonly status: number
  readonly meta: Readonly<Record<string, unknown>>
  /** What to quote to support. */
  readonly traceId: string | null

  constructor(
    code: string,
    message: string,
    details: { status?: number; meta?: object; traceId?: string; cause?: unknown },
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.status = details.status ?? 0
    this.meta = { ...details.meta }
    this.traceId = details.traceId ?? null
  }
}

export type Ask = <T>(method: string, path: string, body?: object) => Promise<T>

const limitMilliseconds = 10_000

/** One request to the Backend API; paths are below `/v1`. Nothing is tried again: an answer that got lost may have used something up. */
export function createAsk({ url, secretKey, fetch: ask = fetch }: BackendOptions): Ask {
  const base = `${url.replace(/\/+$/, '')}/v1`
  return async <T>(method: string, path: string, body?: object): Promise<T> => {
    if (!secretKey) throw new TypeError('The Backend API needs the secret key: pass `secretKey`.')
    const headers = { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' }
    const signal = AbortSignal.timeout(limitMilliseconds)
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const response = await ask(`${base}${path}`, { method, headers, signal, ...sent }).catch((cause: unknown) => {
      throw new BackendError('network_error', 'The Countersign server cannot be reached.', { cause })
    })
    const answer = await response.json().catch(() => null)
    if (!response.ok) throw refusal(response.status, answer)
    return answer as T
  }
}

function refusal(status: number, answer: { errors?: ErrorView[]; clerk_trace_id?: string } | null): BackendError {
  const error = answer?.errors?.[0]
  if (!error)
    return new BackendError('answer_unreadable', `The server answered ${status} without saying why.`, { status })
  const traceId = answer?.clerk_trace_id
  return new BackendError(error.code, error.long_message, { status, meta: error.meta, ...(traceId ? { traceId } : {}) })
}
