import type { ErrorCode, ErrorView, errors } from '@countersign/contract'

/** What can go wrong before any answer of the server is understood. */
export type LocalErrorCode = 'network_error' | 'answer_unreadable' | 'passkey_cancelled' | 'passkey_unavailable'

/** Codes of this version, and whatever a newer server sends. */
export type CountersignErrorCode = ErrorCode | LocalErrorCode | (string & {})

export interface CountersignErrorDetails {
  status?: number
  meta?: Record<string, unknown>
  retryAfter?: number | null
  traceId?: string | null
  errors?: readonly ErrorView[]
  cause?: unknown
}

/** Every promise of this SDK that fails, fails with this. `message` is a sentence for people. */
export class CountersignError extends Error {
  override readonly name = 'CountersignError'
  readonly code: CountersignErrorCode
  /** HTTP status; 0 when there was no answer. */
  readonly status: number
  readonly meta: Record<string, unknown>
  /** The form field (snake_case, as on the wire) that the sentence belongs to. */
  readonly paramName: string | null
  /** Seconds to wait before trying again. */
  readonly retryAfter: number | null
  /** What to quote to support. */
  readonly traceId: string | null
  /** All errors of the answer; the fields above describe the first. */
  readonly errors: readonly ErrorView[]

  constructor(code: CountersignErrorCode, message: string, details: CountersignErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.status = details.status ?? 0
    this.meta = details.meta ?? {}
    const param = this.meta['param_name']
    this.paramName = typeof param === 'string' ? param : null
    this.retryAfter = details.retryAfter ?? null
    this.traceId = details.traceId ?? null
    this.errors = details.errors ?? []
  }
}

/** True for an error of this SDK, and, when a code is given, only for that one. */
export function isCountersignError(error: unknown, code?: CountersignErrorCode): error is CountersignError {
  return error instanceof CountersignError && (code === undefined || error.code === code)
}

// The contract's sentences by type only: the table stays out of the bundle, and a sentence that drifts does not compile.
type Sentence<C extends ErrorCode> = (typeof errors)[C]['text']
const signedOutSentence: Sentence<'signed_out'> = 'You are signed out. Sign in and try again.'
const stepSentence: Sentence<'step_not_allowed'> = 'That cannot be done at this step. Start again.'

export const signedOut = () => new CountersignError('signed_out', signedOutSentence, { status: 401 })
export const stepNotAllowed = () => new CountersignError('step_not_allowed', stepSentence, { status: 400 })
export const networkError = (cause: unknown) =>
  new CountersignError('network_error', 'The server cannot be reached. Check your connection and try again.', { cause })
export const answerUnreadable = (status: number, cause: unknown) =>
  new CountersignError('answer_unreadable', 'The server gave an answer we could not read. Try again in a moment.', {
    status,
    cause,
  })
