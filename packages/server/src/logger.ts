import { type DestinationStream, type Logger, pino } from 'pino'
import type { Config } from './config.ts'

const secretFields = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'new_password',
  'code',
  'token',
  'secret',
  'ticket',
  '__clerk_ticket',
  'jwt',
  'uri',
]

/** One JSON line per event on stderr, without secrets (R146, R147). */
export function createLogger(config: Pick<Config, 'logLevel'>, destination?: DestinationStream): Logger {
  return pino(
    {
      level: config.logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: secretFields.flatMap((name) => [quoted(name), `*${quoted(name)}`, `*.headers${quoted(name)}`]),
        censor: '[hidden]',
      },
      serializers: { err: describeError, path: (path: unknown) => String(path).split('?', 1)[0] },
    },
    destination ?? pino.destination({ fd: 2, sync: true }),
  )
}

function quoted(name: string): string {
  return `["${name}"]`
}

/** System and library errors (`ECONNREFUSED`, `ERR_SQLITE_ERROR`, `CERT_HAS_EXPIRED`), SQLSTATE, and our own; no code that a person types. */
const errorCode = /^(?:E[A-Z]+|[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[0-9A-Z]{5}|[a-z]+(?:_[a-z0-9]+)+)$/

/**
 * Name, message, codes and stack only: drivers attach the values of a failed statement to their errors. A field named `code` would be
 * redacted, as the codes that people type are.
 */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) }
  const code = 'code' in error ? error.code : undefined
  const errcode = 'errcode' in error ? error.errcode : undefined
  return {
    name: error.name,
    message: error.message,
    ...(typeof code === 'string' && errorCode.test(code) ? { error_code: code } : {}),
    ...(typeof errcode === 'number' ? { errcode } : {}),
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  }
}
