import { AppError, type ErrorEnvelope, errorView } from '@countersign/contract'
import type { Logger } from 'pino'
import { isGone } from '../db/gone.ts'

/**
 * Every failure as the one kind that crosses the wire. What a request is about may be deleted while it runs. What nobody expected becomes
 * `internal_error`; its cause stays in the log (R127).
 */
export function toAppError(error: unknown): AppError {
  if (error instanceof AppError) return error
  return new AppError(isGone(error) ? 'resource_not_found' : 'internal_error', {}, { cause: error })
}

export function errorEnvelope(error: AppError, requestId: string, client?: unknown): ErrorEnvelope {
  return {
    errors: [errorView(error)],
    clerk_trace_id: requestId,
    ...(client === undefined ? {} : { meta: { client } }),
  } as ErrorEnvelope
}

/** Whole seconds until another try makes sense. */
export function retryAfter(error: AppError): Record<string, string> {
  const seconds = error.params['seconds'] ?? error.meta['lockout_expires_in_seconds']
  return typeof seconds === 'number' ? { 'Retry-After': String(Math.max(1, Math.ceil(seconds))) } : {}
}

/** Our own faults are logged with their cause, callers' mistakes are not worth a line above `debug`. */
export function logFailure(
  log: Logger,
  error: AppError,
  about: { requestId: string; method: string; path: string },
): void {
  // A flood must not fill the log as well; the queue itself warns once a minute.
  if (error.status >= 500 && error.code !== 'server_busy')
    log.error({ ...about, error_code: error.code, err: error.cause ?? error }, 'request failed')
  else log.debug({ ...about, error_code: error.code, err: error.cause }, 'request refused')
}
