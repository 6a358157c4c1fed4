import type { ErrorEnvelope } from '@countersign/contract'
import { CountersignError, isCountersignError } from '@countersign/js'

export interface DashboardApiOptions {
  fetch?: typeof fetch
  /** The operator's session in use. */
  sessionId(): string | null
  /** The server does not know the session any more, or wants something done first. */
  onSessionDoubt?(): void
}

/** One request to the dashboard's API; throws a `CountersignError` for every refusal. */
export type Ask = <T>(method: string, path: string, body?: object, fields?: Record<string, string>) => Promise<T>

/** Milliseconds for the new cookie to arrive, as `@countersign/js` waits. */
const renewalDelay = 300
const sessionDoubts: ReadonlySet<string> = new Set(['signed_out', 'authentication_invalid', 'session_pending'])

export function createAsk(options: DashboardApiOptions) {
  const { fetch = globalThis.fetch.bind(globalThis), sessionId, onSessionDoubt } = options

  /** With the fields that have a value, and the session. */
  function address(path: string, fields: Record<string, string> = {}): string {
    const query = new URLSearchParams(Object.entries(fields).filter(([, value]) => value !== ''))
    const session = sessionId()
    if (session) query.set('_clerk_session_id', session)
    // Not `query.size`: Safari before 17 has none, and would leave the session out.
    const text = query.toString()
    return `/dashboard/api${path}${text && `?${text}`}`
  }

  async function ask<T>(method: string, path: string, body?: object, fields?: Record<string, string>): Promise<T> {
    const content = body ? { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } } : {}
    const init: RequestInit = { method, credentials: 'same-origin', ...content }
    // The same request both times, whatever session is in use by then.
    const url = address(path, fields)
    const send = async (): Promise<T> => {
      const response = await fetch(url, init)
      const answer: unknown = await response.json()
      if (response.ok) return answer as T
      throw refusal(response.status, answer)
    }
    try {
      return await send().catch(async (error: unknown) => {
        if (!isCountersignError(error, 'client_renewed')) throw error
        // Refused before anything was done: a proof renewed the cookie while this request was on its way.
        await new Promise((resolve) => setTimeout(resolve, renewalDelay))
        return send()
      })
    } catch (error) {
      if (!(error instanceof CountersignError)) throw unreachable(error)
      if (sessionDoubts.has(error.code)) onSessionDoubt?.()
      throw error
    }
  }

  return { ask, address }
}

function refusal(status: number, answer: unknown): CountersignError {
  const envelope = answer as Partial<ErrorEnvelope> | null
  const first = Array.isArray(envelope?.errors) ? envelope.errors[0] : undefined
  if (!first) return unreachable(answer)
  return new CountersignError(first.code, first.long_message || first.message, {
    status,
    meta: first.meta,
    traceId: envelope?.clerk_trace_id ?? null,
  })
}

function unreachable(cause: unknown): CountersignError {
  return new CountersignError(
    'network_error',
    'The server cannot be reached, or answered in a way this page does not understand. Try again in a moment.',
    { cause },
  )
}
