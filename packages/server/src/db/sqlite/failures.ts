import { AppError } from '@countersign/contract'

/** BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN, PROTOCOL: the storage, not the statement, is at fault. */
const storageCodes = new Set([5, 6, 8, 10, 13, 14, 15])

export function codeOf(error: unknown): number | undefined {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined
  return typeof code === 'number' ? code & 0xff : undefined
}

export function isStorageFailure(error: unknown): boolean {
  const code = codeOf(error)
  return code !== undefined && storageCodes.has(code)
}

export function isBusy(error: unknown): boolean {
  return codeOf(error) === 5
}

/** What a caller sees of an error of the engine. */
export function asSeen(error: unknown): unknown {
  return isStorageFailure(error) ? new AppError('database_unavailable', { seconds: 5 }, { cause: error }) : error
}
