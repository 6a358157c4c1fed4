import { AppError } from '@countersign/contract'
import pg from 'pg'

/** Connection lost (08), too many connections or disk full (53), shutting down (57P), cancelled by a timeout. */
const unavailable = /^(08|53|57P)|^57014$|^25006$|^25P03$/

/**
 * What a caller sees of an error of the engine. Whatever is neither an answer of the server nor a mistake in our code
 * is a broken connection; `pg` gives those no code of their own.
 */
export function asSeen(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof TypeError || error instanceof RangeError) return error
  if (error instanceof AppError) return error
  if (error instanceof pg.DatabaseError && !isUnavailable(error)) return error
  return new AppError('database_unavailable', { seconds: 5 }, { cause: error })
}

function isUnavailable(error: pg.DatabaseError): boolean {
  return unavailable.test(error.code ?? '') || isStalePlan(error)
}

/** Another server has migrated: this connection's prepared statements no longer fit and it must be replaced. */
function isStalePlan(error: pg.DatabaseError): boolean {
  return error.code === '0A000' && error.message.includes('cached plan')
}
