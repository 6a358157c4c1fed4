import { AppError } from '@countersign/contract'
import type { Trx } from '../db/open.ts'
import type { Scope } from '../http/scope.ts'
import { takeOne } from '../limits/windows.store.ts'
import type { PhoneRow } from '../users/facts.ts'
import { takeFromBudget, warnOfBudget } from './budget.ts'
import { refuseCountry } from './countries.ts'
import { isTestAddress } from './test-addresses.ts'

const day = 86_400_000
const mostPerDay = 5

/**
 * Takes the price of a notice to a number: false where messages may not be sent there, or the operator's money or the number's own small
 * budget is used up. A notice that cannot be paid for stops no change (R22, R73, R135).
 */
export async function mayTellBySms(
  trx: Trx,
  scope: Scope,
  { number, country }: Pick<PhoneRow, 'number' | 'country'>,
): Promise<boolean> {
  if (isTestAddress(number, scope.instance.environment)) return false
  const key = `sms-notice|${scope.instance.id}|${scope.context.keyring.mac('limit', number)}`
  try {
    refuseCountry(scope.instance, number, country)
    const { isWithin } = await takeOne(trx, { key, now: scope.now, length: day, most: mostPerDay })
    if (isWithin) warnOfBudget(scope, await takeFromBudget(trx, scope, country, 'owner'))
    return isWithin
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
}
