import { AppError, type NudgeCountsView, type NudgeView } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { transact } from '../../db/transact.ts'
import type { Scope } from '../../http/scope.ts'
import { strongerFactors } from '../../policy/stronger-factor.ts'
import type { SignedIn } from '../../sessions/guard.ts'
import { answerNudge, claimNudge, countNudges } from './nudges.store.ts'

/** What is to be offered now, if anything; asking is what uses the month's offer up. */
export async function offerStronger(scope: SignedIn): Promise<NudgeView> {
  const { user, instance, now, context } = scope
  const offers = strongerFactors(scope.facts, scope.session, instance.settings, now)
  if (offers.length === 0) return { object: 'nudge', offers }
  const isDue = await transact(context.db, async (trx) => {
    const isClaimed = await claimNudge(trx, { userId: user.id, instanceId: instance.id, now })
    if (isClaimed) await record(trx, scope, 'nudge.shown', { userId: user.id, details: { offers } })
    return isClaimed
  })
  return { object: 'nudge', offers: isDue ? offers : [] }
}

export async function answerOffer(scope: SignedIn, answer: 'later' | 'never'): Promise<NudgeView> {
  const { user, context } = scope
  await transact(context.db, async (trx) => {
    const wasAsked = await answerNudge(trx, user.id, answer)
    if (!wasAsked) throw new AppError('resource_not_found')
    await record(trx, scope, 'nudge.answered', { userId: user.id, details: { answer } })
  })
  return { object: 'nudge', offers: [] }
}

export async function nudgeCounts({ context, instance }: Scope): Promise<NudgeCountsView> {
  return { object: 'nudge_counts', ...(await countNudges(context.db, instance.id)) }
}
