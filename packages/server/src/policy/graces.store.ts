import type { Insertable } from 'kysely'
import { claimed } from '../db/claim.ts'
import type { Trx } from '../db/open.ts'
import type { MfaGraceTable } from '../db/schema.ts'

/** Gives grace once; a user who was told before keeps what is left of theirs. */
export async function insertGrace(trx: Trx, row: Insertable<MfaGraceTable>): Promise<void> {
  await trx
    .insertInto('mfa_graces')
    .values(row)
    .onConflict((conflict) => conflict.columns(['user_id', 'rule_id']).doNothing())
    .execute()
}

/** Uses one skip up; false when none is left, whoever was faster. */
export function claimSkip(trx: Trx, userId: string, ruleId: string): Promise<boolean> {
  return claimed(
    trx
      .updateTable('mfa_graces')
      .set((eb) => ({ skips_left: eb('skips_left', '-', 1), skips_used: eb('skips_used', '+', 1) }))
      .where('user_id', '=', userId)
      .where('rule_id', '=', ruleId)
      .where('skips_left', '>', 0)
      .returning('id'),
  )
}

/** True the first time. */
export function claimOverdue(trx: Trx, userId: string, ruleId: string, now: number): Promise<boolean> {
  return claimed(
    trx
      .updateTable('mfa_graces')
      .set({ overdue_at: now })
      .where('user_id', '=', userId)
      .where('rule_id', '=', ruleId)
      .where('overdue_at', 'is', null)
      .returning('id'),
  )
}

/** Notes that a session puts the factor of a rule off; false when it did already, in another tab too. */
export function claimSessionSkip(trx: Trx, sessionId: string, ruleId: string, now: number): Promise<boolean> {
  return claimed(
    trx
      .updateTable('sessions')
      .set({ mfa_skipped: ruleId, updated_at: now })
      .where('id', '=', sessionId)
      .where((eb) => eb.or([eb('mfa_skipped', 'is', null), eb('mfa_skipped', '!=', ruleId)]))
      .returning('id'),
  )
}
