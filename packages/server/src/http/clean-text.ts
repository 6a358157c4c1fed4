import { AppError } from '@countersign/contract'

const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype'])

/** PostgreSQL refuses NUL, and a lone surrogate changes its bytes on the way to the database; both are refused at the door (R119). */
export function assertCleanText(text: string): string {
  if (text.includes('\0')) throw new AppError('request_malformed', { reason: 'it contains a NUL character' })
  if (/\p{Surrogate}/u.test(text)) throw new AppError('request_malformed', { reason: 'it contains broken Unicode' })
  return text
}

/** Keys that would reach an object's prototype instead of the object. */
export function assertCleanKey(key: string): string {
  if (forbiddenKeys.has(key)) throw new AppError('request_malformed', { reason: 'a field has a reserved name' })
  return assertCleanText(key)
}
