import type { ErrorEnvelope, Settings, SettingsPatch } from '@countersign/contract'
import { CountersignError } from '@countersign/js'
import type { Application, Instance, NewSecretKey, Preview, SecretKey } from './views.ts'

export interface DashboardApi {
  applications(): Promise<readonly Application[]>
  instance(id: string): Promise<Instance>
  preview(id: string, patch: SettingsPatch): Promise<Preview>
  change(id: string, patch: SettingsPatch): Promise<Settings>
  keys(id: string): Promise<readonly SecretKey[]>
  makeKey(id: string, name: string): Promise<NewSecretKey>
  rollKey(id: string, keyId: string): Promise<NewSecretKey>
}

export interface DashboardApiOptions {
  fetch?: typeof fetch
  /** The operator's session in use. */
  sessionId(): string | null
  /** The server does not know the session any more, or wants something done first. */
  onSessionDoubt?(): void
}

const sessionDoubts: ReadonlySet<string> = new Set(['signed_out', 'authentication_invalid', 'session_pending'])

export function createDashboardApi(options: DashboardApiOptions): DashboardApi {
  const { fetch = globalThis.fetch.bind(globalThis), sessionId, onSessionDoubt } = options

  async function ask<T>(method: string, path: string, body?: object): Promise<T> {
    const session = sessionId()
    const query = session ? `?${new URLSearchParams({ _clerk_session_id: session })}` : ''
    const content = body ? { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } } : {}
    const init: RequestInit = { method, credentials: 'same-origin', ...content }
    try {
      const response = await fetch(`/dashboard/api${path}${query}`, init)
      const answer: unknown = await response.json()
      if (response.ok) return answer as T
      throw refusal(response.status, answer)
    } catch (error) {
      if (!(error instanceof CountersignError)) throw unreachable(error)
      if (sessionDoubts.has(error.code)) onSessionDoubt?.()
      throw error
    }
  }

  const at = (id: string) => `/instances/${encodeURIComponent(id)}`
  return {
    applications: () => ask('GET', '/applications'),
    instance: (id) => ask('GET', at(id)),
    preview: (id, patch) => ask('POST', `${at(id)}/settings/preview`, { patch }),
    change: (id, patch) => ask('PATCH', `${at(id)}/settings`, patch),
    keys: (id) => ask('GET', `${at(id)}/keys`),
    makeKey: (id, name) => ask('POST', `${at(id)}/keys`, { name }),
    rollKey: (id, keyId) => ask('POST', `${at(id)}/keys/${encodeURIComponent(keyId)}/roll`),
  }
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
