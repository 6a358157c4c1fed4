import { AppError, type MfaRule } from '@countersign/contract'
import { record } from '../audit/audit.ts'
import type { Trx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import type { Scope } from '../http/scope.ts'
import { newId } from '../lib/ids.ts'
import type { UserFacts } from '../users/facts.ts'
import { type Decision, decideOnTrial, type SkippedIn } from './decide.ts'
import { noteDryRun } from './dry-runs.store.ts'
import { claimOverdue, claimSkip, insertGrace } from './graces.store.ts'
import { decisionFor, policyFactsOf } from './second-step.ts'

const day = 86_400_000

/**
 * What policy says to a user who is about to be let in, and what follows from being told: grace begins, or is found to be over. Read in the
 * transaction that opens the session (R59).
 */
export async function admit(trx: Trx, scope: Scope, facts: UserFacts): Promise<Decision> {
  await noteTrial(trx, scope, facts)
  const decision = decisionFor(facts, scope.instance.settings, scope.now)
  const { rule, outcome, isNoticed } = decision
  if (rule === null || outcome === 'satisfied') return decision
  if (outcome === 'grace') await beginGrace(trx, scope, facts, decision)
  else if (isNoticed && (await claimOverdue(trx, facts.user.id, rule.id, scope.now)))
    await record(trx, scope, 'enrolment.overdue', { userId: facts.user.id, details: nameOf(rule) })
  return decision
}

export const nameOf = ({ id, name }: MfaRule) => ({ rule_id: id, rule: name })

/** Fixes what the user was given; told again, they keep what is left of it. */
export async function beginGrace(
  trx: Trx,
  scope: Scope,
  facts: Pick<UserFacts, 'user'>,
  { rule, until, skipsLeft, isNoticed }: Decision,
): Promise<void> {
  if (rule === null || isNoticed) return
  await insertGrace(trx, {
    id: newId('grace', scope.context),
    instance_id: scope.instance.id,
    user_id: facts.user.id,
    rule_id: rule.id,
    noticed_at: scope.now,
    until,
    skips_left: skipsLeft,
    skips_used: 0,
    overdue_at: null,
  })
}

/** Uses a skip up, where skips are counted; of two sessions that want the last one, one gets it. */
export async function spendSkip(trx: Trx, userId: string, { rule, skipsLeft }: Decision): Promise<void> {
  if (rule === null || skipsLeft === null) return
  if (!(await claimSkip(trx, userId, rule.id))) throw new AppError('mfa_skip_not_allowed')
}

/** Somebody who was signed in already is told by their next token. */
export async function noticeInUse(scope: Scope, facts: UserFacts, session: SkippedIn): Promise<void> {
  const decision = decisionFor(facts, scope.instance.settings, scope.now)
  if (scope.past || decision.outcome !== 'grace' || decision.isNoticed || session.actor !== null) return
  await transact(scope.context.db, (trx) => beginGrace(trx, scope, facts, decision))
}

/** A rule on trial changes nothing; what it would have done is counted, once for each user and day. */
async function noteTrial(trx: Trx, scope: Scope, facts: UserFacts): Promise<void> {
  const trial = decideOnTrial(policyFactsOf(facts), scope.instance.settings, scope.now)
  if (!trial?.rule || trial.outcome === 'none') return
  await noteDryRun(trx, {
    id: newId('dry', scope.context),
    instance_id: scope.instance.id,
    user_id: facts.user.id,
    rule_id: trial.rule.id,
    day: Math.floor(scope.now / day),
    outcome: trial.outcome,
    times: 1,
  })
}
