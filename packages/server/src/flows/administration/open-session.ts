import { AppError } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { transact } from '../../db/transact.ts'
import type { Scope, SessionRow } from '../../http/scope.ts'
import { deviceDetail } from '../../messages/details.ts'
import { notify } from '../../messages/outgoing.ts'
import { admit } from '../../policy/admit.ts'
import { decidedBy, writeReceipt } from '../../policy/receipts.ts'
import { requireSecond } from '../../policy/second-administrator.ts'
import { hasSecondFactor } from '../../policy/second-step.ts'
import { ensureClient } from '../../sessions/clients.ts'
import { sealFinished } from '../../sessions/finished.ts'
import { openSession } from '../../sessions/open.ts'
import { holdUser } from '../../users/users.store.ts'
import { requireUser } from './change-user.ts'

/**
 * A session that nobody signed in for, so that tests and jobs of the app get tokens. It says so: no proof is counted in it, its client's
 * cookie is known to nobody, the user is told, and it stands in the audit trail. In production nobody gets past a second factor this way;
 * a sign-in token or an actor token is meant there (decision 10).
 */
export async function openSessionFor(scope: Scope, userId: string): Promise<SessionRow> {
  const { instance, context } = scope
  const facts = await requireUser(scope, userId)
  if (facts.user.banned_at !== null) throw new AppError('user_banned')
  if (instance.environment === 'production' && hasSecondFactor(facts, instance.settings))
    throw new AppError('proof_required')
  const { client, store } = ensureClient(scope)
  return transact(context.db, async (trx) => {
    await holdUser(trx, scope, facts.user)
    await requireSecond(trx, scope, 'impersonate', facts)
    await store(trx)
    const decision = await admit(trx, scope, facts)
    if (decision.outcome === 'refuse') throw new AppError('mfa_enrolment_overdue')
    const session = await openSession(
      trx,
      scope,
      sealFinished({
        userId: facts.user.id,
        epoch: facts.user.epoch,
        clientId: client.id,
        firstStrategy: 'backend',
        firstAt: null,
        secondStrategy: null,
        secondAt: null,
      }),
    )
    const receipt = { ...decidedBy(scope, facts, decision), moment: 'session', sessionId: session.id } as const
    await writeReceipt(trx, scope, facts.user.id, receipt)
    await notify(trx, scope, facts, 'new_device', deviceDetail(scope.language, scope.userAgent, scope.ip))
    await record(trx, scope, 'session.created', {
      actorId: 'backend',
      userId: facts.user.id,
      details: { session_id: session.id },
    })
    return session
  })
}
