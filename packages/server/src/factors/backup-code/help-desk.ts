import type { Scope } from '../../http/scope.ts'
import { hashToken } from '../../lib/hashing.ts'
import type { Attempt, Proof } from '../factor.ts'
import { claimHelpDeskCode, findHelpDeskCode } from './help-desk.store.ts'

/**
 * A code of the help desk is typed where a backup code is, so that every screen there is takes it. It counts at a sign-in only: whoever
 * talked support into one must not be able to change anything with it.
 */
export async function proofByHelpDesk(scope: Scope, attempt: Attempt, code: string): Promise<Proof | null> {
  const { facts, purpose } = attempt
  if (!facts || facts.helpDeskCodes === 0 || purpose !== 'sign_in') return null
  const { id: userId, epoch } = facts.user
  const of = { userId, epoch, now: scope.now, hash: hashToken(code) }
  const row = await findHelpDeskCode(scope.context.db, of)
  if (!row) return null
  return {
    strategy: 'backup_code',
    category: 'saved_code',
    identificationId: null,
    claim: (trx) => claimHelpDeskCode(trx, row.id, scope.now),
    isByHelpDesk: true,
  }
}
