import type { FirstStrategy, VerificationView } from '@countersign/contract'
import { isNumber } from '../users/phone-number.ts'
import type { VerificationRow } from './codes.store.ts'

/** How a sent code stands, as the wire shows it. */
export function codeVerification(row: VerificationRow, strategy: string, now: number): VerificationView {
  const status = row.used_at
    ? 'verified'
    : row.tries >= row.max_tries
      ? 'failed'
      : row.expires_at <= now
        ? 'expired'
        : 'unverified'
  return verification(status, strategy, row.tries, row.expires_at)
}

/** What a code of the first step was sent for: the strategy follows from where it went. */
export function firstStrategyOf({ purpose, destination_key }: VerificationRow): FirstStrategy {
  const isReset = purpose === 'reset_password'
  if (isNumber(destination_key)) return isReset ? 'reset_password_phone_code' : 'phone_code'
  return isReset ? 'reset_password_email_code' : 'email_code'
}

export function verification(
  status: VerificationView['status'],
  strategy: string | null,
  attempts: number | null,
  expire_at: number | null,
): VerificationView {
  return { object: 'verification', status, strategy, attempts, expire_at }
}
