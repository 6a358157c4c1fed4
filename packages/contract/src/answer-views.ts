import type { ClientView } from './session-views.ts'

export interface DeletedView {
  object: string
  id: string
  deleted: true
}

/** A mutation's answer on the Frontend API. */
export interface Envelope<T> {
  response: T
  client: ClientView | null
}
export interface ErrorEnvelope {
  errors: import('./app-error.ts').ErrorView[]
  clerk_trace_id: string
  meta?: { client: ClientView | null }
}
