import { AppError, type Settings } from '@countersign/contract'
import { record } from '../audit/audit.ts'
import type { Trx } from '../db/open.ts'
import type { Scope } from '../http/scope.ts'
import { takeAmount } from '../limits/windows.store.ts'

const day = 86_400_000
/** Whole numbers add up exactly, and alike on both engines: a ten-thousandth of the currency. */
const unit = 10_000
/** Shares of the budget at which the operator is told. */
const alerts = [50, 80, 100]

export function priceOf({ sms }: Pick<Settings, 'sms'>, country: string): number {
  return Math.round((sms.prices[country] ?? sms.default_price) * unit)
}

/**
 * Takes the price of one message from the instance's budget of the day, or refuses it: a bill cannot grow beyond what the operator said
 * (R135). Messages that stay in an inbox cost nothing. Every share of the budget that is reached is told once, in the audit log.
 */
export async function takeFromBudget(trx: Trx, scope: Scope, country: string): Promise<void> {
  const { context, instance, now } = scope
  if (context.senders.sms.length === 0) return
  const price = priceOf(instance.settings, country)
  const most = Math.round(instance.settings.sms.daily_budget * unit)
  const today = Math.floor(now / day)
  const midnight = (today + 1) * day
  const key = `sms|${instance.id}|budget|${today}`
  const spent = await takeAmount(trx, { key, amount: price, most, now, until: midnight })
  if (spent === null) throw new AppError('sms_paused', { minutes: Math.ceil((midnight - now) / 60_000) })
  const isLast = spent + price > most
  const share = (amount: number) => (most === 0 ? 0 : (amount / most) * 100)
  for (const level of alerts) {
    const isReached = level === 100 ? isLast : share(spent) >= level && share(spent - price) < level
    if (!isReached) continue
    await record(trx, scope, 'sms.budget_alert', { details: { percent: level, spent: spent / unit } })
    context.log.warn({ instanceId: instance.id, percent: level }, 'the SMS budget of the day is being used up')
  }
}
