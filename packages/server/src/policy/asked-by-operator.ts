import { AppError, type DryRunView, type MfaReceiptView, type SimulationView } from '@countersign/contract'
import type { Scope } from '../http/scope.ts'
import { merge } from '../instances/merge.ts'
import { checkSettings } from '../instances/settings-rules.ts'
import { readEmailAddress } from '../users/email-address.ts'
import { loadFacts, requireFacts } from '../users/facts.store.ts'
import { emailDomain } from '../users/facts.ts'
import { dryRunDays, dryRunUsers } from './dry-runs.store.ts'
import { listReceipts } from './receipts.store.ts'
import { receiptView } from './receipts.ts'
import type { PolicyFacts } from './rules.ts'
import { policyFactsOf, type StrongKind } from './second-step.ts'
import { simulate } from './simulate.ts'

export interface SimulationInput {
  user_id?: string | undefined
  facts?: { public_metadata: Record<string, unknown>; email_addresses: string[]; factors: StrongKind[] } | undefined
  at?: number | undefined
  settings?: Record<string, unknown> | undefined
}

/** Runs a user, or facts of nobody, through the settings or a draft of them. */
export async function simulateFor(scope: Scope, input: SimulationInput): Promise<SimulationView> {
  const { instance, now } = scope
  const draft = input.settings === undefined ? instance.settings : merge(instance.settings, input.settings)
  return simulate(await factsFor(scope, input), checkSettings(draft, instance), input.at ?? now)
}

async function factsFor(scope: Scope, { user_id, facts }: SimulationInput): Promise<PolicyFacts> {
  if (user_id !== undefined) return policyFactsOf(await requireFacts(scope.context.db, scope.instance.id, user_id))
  if (facts === undefined) throw new AppError('form_param_missing', { param_name: 'user_id' })
  return {
    metadata: JSON.stringify(facts.public_metadata),
    domains: facts.email_addresses.flatMap((address) => {
      const key = readEmailAddress(address)?.key
      return key === undefined ? [] : [emailDomain({ address_key: key })]
    }),
    enrolled: facts.factors,
    graces: [],
  }
}

/** Why a user was asked, newest first. */
export async function receiptsOf(
  scope: Scope,
  id: string | undefined,
  page: { limit: number; offset: number },
): Promise<MfaReceiptView[]> {
  const { db } = scope.context
  const found = await loadFacts(db, scope.instance.id, id ?? '')
  if (!found) throw new AppError('resource_not_found')
  const filter = { instanceId: scope.instance.id, userId: found.user.id }
  return (await listReceipts(db, filter, page)).map(receiptView)
}

const day = 86_400_000
const daysShown = 30

/** What the rules on trial would have done in the last thirty days. */
export async function dryRuns({ context, instance, now }: Scope, ruleId: string | undefined): Promise<DryRunView> {
  const filter = { instanceId: instance.id, ruleId, since: Math.floor(now / day) - daysShown }
  const [days, users] = await Promise.all([dryRunDays(context.db, filter), dryRunUsers(context.db, filter)])
  return {
    days: days.map((row) => ({
      rule_id: row.rule_id,
      day: dateOf(row.day),
      outcome: row.outcome,
      users: Number(row.users),
      times: Number(row.times),
    })),
    users: users.map((row) => ({ ...row, day: dateOf(row.day) })),
  }
}

function dateOf(days: number): string {
  return new Date(Number(days) * day).toISOString().slice(0, 10)
}
