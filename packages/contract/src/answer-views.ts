import type { ErrorView } from './app-error.ts'
import type { ClientView } from './session-views.ts'

export interface DeletedView {
  object: string
  id: string
  deleted: true
}

/** One page of a list, and how much there is. */
export interface PageView<T> {
  data: T[]
  total_count: number
}

export interface VerifiedView {
  verified: true
}
export interface VerifiedCodeView extends VerifiedView {
  code_type: 'totp' | 'backup_code'
}

/** The token that stands for the cookie of a development browser. */
export interface DevBrowserView {
  object: 'dev_browser'
  id: string
}

/** A mutation's answer on the Frontend API. */
export interface Envelope<T> {
  response: T
  client: ClientView | null
}
export interface ErrorEnvelope {
  errors: ErrorView[]
  clerk_trace_id: string
  meta?: { client: ClientView | null }
}
