import { AppError, type Settings } from '@countersign/contract'
import { record } from '../audit/audit.ts'
import type { Db, Trx } from '../db/open.ts'
import type { Scope } from '../http/scope.ts'
import { readWindow, takeAmount } from '../limits/windows.store.ts'

const day = 86_400_000
/** Whole numbers add up exactly, and alike on both engines: a ten-thousandth of the currency. */
const unit = 10_000
/** Shares of the budget at which the operator is told; at 100 not even the cheapest message fits any more. */
const alerts = [50, 80, 100] as const
export type BudgetLevel = 0 | (typeof alerts)[number]

/** As people write it. */
export function moneyOf(amount: number): number {
  return amount / unit
}

export function priceOf({ sms }: Pick<Settings, 'sms'>, country: string): number {
  return Math.round((sms.prices[country] ?? sms.default_price) * unit)
}

/** What a message costs here and now: those that stay in an inbox cost nothing. */
export function chargedPrice({ context, instance }: Scope, country: string): number {
  return context.senders.sms.length > 0 ? priceOf(instance.settings, country) : 0
}

export function budgetLevel(spent: number, settings: Pick<Settings, 'sms'>): BudgetLevel {
  const most = mostOf(settings)
  if (spent >= most || spent + cheapest(settings) > most) return 100
  return alerts.findLast((level) => (spent / most) * 100 >= level) ?? 0
}

/**
 * Whose message it is. Owners of verified numbers may use all of the day's budget; a part of it (`sms.reserved_percent`) is theirs alone. Of that part,
 * half is open to codes that go to verified numbers and were asked for by somebody who has proven nothing yet.
 */
export type Share = 'owner' | 'verified' | 'anyone'

/**
 * Takes the price of one message from the instance's budget of the day, or refuses it: a bill cannot grow beyond what the operator said
 * (R135), and a flood of messages to numbers that nobody verified stops before it has used up what users sign in with. Every share of the budget
 * that is reached is told once, in the audit log; resolves to the highest that this message reached.
 */
export async function takeFromBudget(trx: Trx, scope: Scope, country: string, share: Share): Promise<BudgetLevel> {
  const { context, instance, now } = scope
  if (context.senders.sms.length === 0) return 0
  const { settings } = instance
  const amount = priceOf(settings, country)
  const { key, midnight } = today(scope)
  const parts = partsOf(settings, share).map(({ name, most }) => ({ key: `${key}|${name}`, most }))
  const of = [...parts, { key, most: mostOf(settings) }]
  const spent = (await takeAmount(trx, { of, amount, now, until: midnight }))?.get(key)
  if (spent === undefined) throw new AppError('sms_paused', { minutes: Math.ceil((midnight - now) / 60_000) })
  const before = budgetLevel(spent - amount, settings)
  const after = budgetLevel(spent, settings)
  for (const level of alerts.filter((each) => each > before && each <= after)) {
    await record(trx, scope, 'sms.budget_alert', { details: { percent: level, spent: moneyOf(spent) } })
  }
  return after > before ? after : 0
}

/** What a message has to fit into beside the whole budget. */
function partsOf(settings: Pick<Settings, 'sms'>, share: Share): { name: string; most: number }[] {
  const reserved = settings.sms.reserved_percent / 100
  const unproven = { name: 'unproven', most: Math.floor(mostOf(settings) * (1 - reserved / 2)) }
  const anyone = { name: 'anyone', most: Math.floor(mostOf(settings) * (1 - reserved)) }
  return share === 'owner' ? [] : share === 'verified' ? [unproven] : [unproven, anyone]
}

/** Said by whoever really spends, once it is certain. */
export function warnOfBudget({ context, instance }: Scope, level: BudgetLevel): void {
  if (level === 0) return
  context.log.warn({ instanceId: instance.id, percent: level }, 'the SMS budget of the day is being used up')
}

/** How today's budget stands. */
export async function readBudget(
  db: Db,
  scope: Scope,
): Promise<{ used: number; most: number; level: BudgetLevel; resets_at: number }> {
  const { settings } = scope.instance
  const { key, midnight } = today(scope)
  const used = Number((await readWindow(db, key, scope.now))?.count ?? 0)
  // Where nothing is paid there is nothing to warn of.
  const level = scope.context.senders.sms.length === 0 ? 0 : budgetLevel(used, settings)
  return { used: moneyOf(used), most: settings.sms.daily_budget, level, resets_at: midnight }
}

function today({ instance, now }: Scope): { key: string; midnight: number } {
  const number = Math.floor(now / day)
  return { key: `sms|${instance.id}|budget|${number}`, midnight: (number + 1) * day }
}

const mostOf = ({ sms }: Pick<Settings, 'sms'>) => Math.round(sms.daily_budget * unit)

/** Of the countries that are served. */
function cheapest({ sms }: Pick<Settings, 'sms'>): number {
  const isAny = sms.countries.includes('*') || sms.countries.length === 0
  const prices = isAny
    ? [sms.default_price, ...Object.values(sms.prices)]
    : sms.countries.map((country) => sms.prices[country] ?? sms.default_price)
  return Math.round(Math.min(...prices) * unit)
}
