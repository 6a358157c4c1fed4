import type { VerificationView } from '@countersign/contract'
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

export function verification(
  status: VerificationView['status'],
  strategy: string | null,
  attempts: number,
  expire_at: number | null,
): VerificationView {
  return { object: 'verification', status, strategy, attempts, expire_at }
}
