import type { MfaReceiptView, ReasonKind, RuleName } from '@countersign/contract'
import type { Trx } from '../db/open.ts'
import type { Scope } from '../http/scope.ts'
import { newId } from '../lib/ids.ts'
import type { UserFacts } from '../users/facts.ts'
import { type Decision, reasonOf } from './decide.ts'
import { insertReceipt, type ReceiptRow } from './receipts.store.ts'
import { policyFactsOf, strongFactors } from './second-step.ts'
import { inWords } from './words.ts'

export interface Decided {
  moment: MfaReceiptView['moment']
  reason: ReasonKind
  /** What followed, as `asked` or `grace`. */
  outcome: string
  rule: RuleName | null
  /** Whatever went into it; never secrets, codes or tokens. */
  inputs: Record<string, unknown>
  signInId?: string | null
  sessionId?: string | null
}

/** Writes down why, in the transaction of what was decided: one without the other does not exist. */
export async function writeReceipt(trx: Trx, scope: Scope, userId: string, decided: Decided): Promise<void> {
  await insertReceipt(trx, {
    id: newId('rcpt', scope.context),
    instance_id: scope.instance.id,
    user_id: userId,
    moment: decided.moment,
    reason: decided.reason,
    outcome: decided.outcome,
    rule_id: decided.rule?.id ?? null,
    rule_name: decided.rule?.name ?? null,
    inputs: JSON.stringify(decided.inputs),
    sign_in_id: decided.signInId ?? null,
    session_id: decided.sessionId ?? null,
    at: scope.now,
  })
}

/** What a decision is told by, with what the user had then. */
export function decidedBy(
  { instance: { settings } }: Scope,
  facts: UserFacts,
  decision: Decision,
): Pick<Decided, 'reason' | 'outcome' | 'rule' | 'inputs'> {
  const { rule, outcome, until, skipsLeft } = decision
  return {
    reason: reasonOf(decision),
    outcome,
    rule: rule && { id: rule.id, name: rule.name },
    inputs: {
      enrolled: policyFactsOf(facts).enrolled,
      switched_on: strongFactors(facts, settings),
      required: settings.multi_factor.required,
      rule,
      until,
      skips_left: skipsLeft,
    },
  }
}

export function receiptView(row: ReceiptRow): MfaReceiptView {
  const rule = row.rule_id === null ? null : { id: row.rule_id, name: row.rule_name ?? row.rule_id }
  const inputs: Record<string, unknown> = JSON.parse(row.inputs)
  return {
    object: 'mfa_receipt',
    id: row.id,
    user_id: row.user_id,
    moment: row.moment,
    reason: row.reason,
    outcome: row.outcome,
    rule,
    inputs,
    words: inWords(row.reason, rule?.name ?? null),
    sign_in_id: row.sign_in_id,
    session_id: row.session_id,
    created_at: row.at,
  }
}
