import { type ErrorCode, errors } from './errors.ts'

type Slots<T extends string> = T extends `${string}{${infer Name}}${infer Rest}` ? Name | Slots<Rest> : never
/** The parameters the sentence of `C` has slots for. */
export type ErrorParams<C extends ErrorCode> = Record<Slots<(typeof errors)[C]['text']>, string | number>
type ParamsArgument<C extends ErrorCode> = [Slots<(typeof errors)[C]['text']>] extends [never]
  ? [params?: Record<string, never>, extra?: ErrorExtra]
  : [params: ErrorParams<C>, extra?: ErrorExtra]

export interface ErrorExtra {
  /** Travels to the caller in `meta`. */
  meta?: Record<string, unknown>
  /** Goes to the log only. */
  cause?: unknown
}

/** What went wrong, in a form that HTTP, SDK and screens all derive from. */
export class AppError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C
  readonly status: number
  readonly params: Record<string, string | number>
  readonly meta: Record<string, unknown>

  constructor(code: C, ...[params, extra]: ParamsArgument<C>) {
    super(sentence(code, params ?? {}), extra?.cause === undefined ? undefined : { cause: extra.cause })
    this.name = 'AppError'
    this.code = code
    this.status = errors[code].status
    this.params = params ?? {}
    const field = 'param_name' in this.params ? this.params['param_name'] : errors[code].param
    this.meta = { ...(field ? { param_name: field } : {}), ...extra?.meta }
  }
}

export function sentence(code: ErrorCode, params: Record<string, string | number>): string {
  return errors[code].text.replace(/\{(\w+)\}/g, (slot, name: string) => String(params[name] ?? slot))
}

/** One error as it crosses the wire. */
export interface ErrorView {
  code: string
  message: string
  long_message: string
  meta: Record<string, unknown>
}

export function errorView(error: AppError): ErrorView {
  return { code: error.code, message: errors[error.code].short, long_message: error.message, meta: error.meta }
}
