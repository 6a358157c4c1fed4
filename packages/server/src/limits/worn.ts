import { AppError } from '@countersign/contract'
import type { Trx } from '../db/open.ts'
import type { Scope } from '../http/scope.ts'
import { hashToken } from '../lib/hashing.ts'
import { reservedPhones, type UserFacts } from '../users/facts.ts'
import { chargeFailure, clearFailures } from './failures.store.ts'

/** Half of what SP 800-63B §3.2.2 allows at the most before an authenticator must be bound anew (R101). */
const mostInARow = 50

/**
 * What the failures of a second factor are counted against, wherever they happen. It is another one as soon as the factor is set up anew, so
 * nothing has to be reset. One guess is held against each of a user's apps, so they wear together. Passkeys are not counted: nobody guesses
 * a signature.
 */
export function authenticatorOf(strategy: string, facts: UserFacts | null): string | null {
  if (facts === null) return null
  if (strategy === 'totp')
    return together(
      'apps',
      facts.apps.map(({ id }) => id),
    )
  if (strategy === 'backup_code') return facts.backupCodeSet
  if (strategy !== 'phone_code') return null
  return together(
    'phones',
    reservedPhones(facts).map(({ id, reserved_at }) => `${id} ${reserved_at}`),
  )
}

function together(what: string, members: string[]): string {
  return `${what}:${hashToken(members.sort().join())}`
}

/** Refuses what is worn out, right or wrong. Returns whether this failure would be the last. */
export async function wear(trx: Trx, scope: Scope, authenticator: string): Promise<{ isLast: boolean }> {
  const charged = await chargeFailure(trx, {
    subject: authenticator,
    instanceId: scope.instance.id,
    level: 'worn',
    now: scope.now,
    most: mostInARow,
    lockUntil: () => null,
  })
  if (charged === null) throw new AppError('factor_worn')
  return { isLast: charged.count === mostInARow }
}

/** A success renews the authenticator that was used, and no other (R108). */
export function renew(trx: Trx, authenticator: string): Promise<void> {
  return clearFailures(trx, authenticator, 'worn')
}
