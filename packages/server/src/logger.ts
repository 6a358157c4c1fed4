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

/** Name, message, code and stack only: drivers attach the values of a failed statement to their errors. */
function describeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) }
  const code = 'code' in error ? error.code : undefined
  return {
    name: error.name,
    message: error.message,
    ...(typeof code === 'string' ? { code } : {}),
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  }
}
