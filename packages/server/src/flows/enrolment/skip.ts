import { AppError } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { transact } from '../../db/transact.ts'
import { beginGrace, nameOf, spendSkip } from '../../policy/admit.ts'
import { claimSessionSkip } from '../../policy/graces.store.ts'
import { decidedBy, writeReceipt } from '../../policy/receipts.ts'
import { decisionFor } from '../../policy/second-step.ts'
import type { SignedIn } from '../../sessions/guard.ts'
import { requireFacts } from '../../users/facts.store.ts'

/**
 * "Not now": goes on without the second factor that a rule wants, while there is grace. Where skips are counted one is used up, once for
 * each session however often it is asked for, and never more than there are (R57).
 */
export async function skipEnrolment(scope: SignedIn): Promise<SignedIn> {
  const { session, now } = scope
  const skipped = await transact(scope.context.db, async (trx) => {
    const fresh = await requireFacts(trx, scope.instance.id, scope.user.id)
    const decision = decisionFor(fresh, scope.instance.settings, now)
    const { rule, outcome } = decision
    if (rule !== null && session.mfa_skipped === rule.id) return { facts: fresh, rule }
    if (rule === null || outcome !== 'grace') throw new AppError('mfa_skip_not_allowed')
    await beginGrace(trx, scope, fresh, decision)
    if (!(await claimSessionSkip(trx, session.id, rule.id, now))) return { facts: fresh, rule }
    await spendSkip(trx, fresh.user.id, decision)
    const receipt = {
      ...decidedBy(scope, fresh, decision),
      moment: 'skip',
      reason: 'skipped',
      outcome: 'skipped',
    } as const
    await writeReceipt(trx, scope, fresh.user.id, { ...receipt, sessionId: session.id })
    await record(trx, scope, 'enrolment.skipped', { userId: fresh.user.id, details: nameOf(rule) })
    return { facts: await requireFacts(trx, scope.instance.id, fresh.user.id), rule }
  })
  return Object.assign(scope, { facts: skipped.facts, session: { ...session, mfa_skipped: skipped.rule.id } })
}
