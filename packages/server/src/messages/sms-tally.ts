import { AppError } from '@countersign/contract'
import type { Trx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import type { Scope } from '../http/scope.ts'
import { countryOf } from '../users/phone-number.ts'
import { chargedPrice } from './budget.ts'
import { addAnswer, addToTally } from './sms-tallies.store.ts'

const day = 86_400_000
/** What stops a message before it is written; anything else is no refusal of ours. */
const refusals: ReadonlySet<string> = new Set(['sms_country_not_allowed', 'sms_paused', 'too_many_requests'])

/** Days are those of UTC, as for the budget. */
export function dayOf(time: number): number {
  return Math.floor(time / day)
}

const tallyOf = ({ instance }: Scope, at: number, country: string) => ({
  instanceId: instance.id,
  day: dayOf(at),
  country,
})

/** In the transaction that writes the message, so that neither exists without the other. */
export async function tallySent(trx: Trx, scope: Scope, country: string, hasCode: boolean): Promise<void> {
  const counts = { [hasCode ? 'sent' : 'notices']: 1, spent: chargedPrice(scope, country) }
  await addToTally(trx, tallyOf(scope, scope.now, country), counts)
}

/** Counted on the day of its message. */
export async function tallyAnswer(trx: Trx, scope: Scope, number: string, sentAt: number): Promise<void> {
  await addAnswer(trx, tallyOf(scope, sentAt, countryOf(number)))
}

/**
 * Counts a message that was refused, in a transaction of its own after the refused one is gone. Counting must never stand in the way of
 * refusing: when it fails, the number is one too low, and the caller hears of the refusal all the same.
 */
export async function tallyRefusal(scope: Scope, country: string, error: unknown): Promise<void> {
  if (!(error instanceof AppError) || !refusals.has(error.code)) return
  const { context, now } = scope
  const counts = { refused: 1, saved: chargedPrice(scope, country) }
  await transact(context.db, (trx) => addToTally(trx, tallyOf(scope, now, country), counts)).catch((err: unknown) =>
    context.log.warn({ err, instanceId: scope.instance.id }, 'a refused SMS could not be counted'),
  )
}
