import { AppError } from '@countersign/contract'
import type { Trx } from '../db/open.ts'
import type { Scope } from '../http/scope.ts'
import { takeOne } from '../limits/windows.store.ts'
import { type PhoneRow, type UserFacts, verifiedEmails, verifiedPhones } from '../users/facts.ts'
import { takeFromBudget, warnOfBudget } from './budget.ts'
import { refuseCountry } from './countries.ts'

const day = 86_400_000
const mostPerDay = 5

/**
 * The numbers to tell of a change: those of a user without a mailbox (R73), while the operator's money and a small budget of each number last.
 * A notice that cannot be paid for stops no change.
 */
export async function numbersToTell(trx: Trx, scope: Scope, facts: UserFacts): Promise<PhoneRow[]> {
  if (verifiedEmails(facts).length > 0) return []
  const numbers: PhoneRow[] = []
  for (const phone of verifiedPhones(facts)) if (await mayTell(trx, scope, phone)) numbers.push(phone)
  return numbers
}

async function mayTell(trx: Trx, scope: Scope, { number, country }: PhoneRow): Promise<boolean> {
  const key = `sms-notice|${scope.instance.id}|${scope.context.keyring.mac('limit', number)}`
  try {
    refuseCountry(scope.instance, number, country)
    const { isWithin } = await takeOne(trx, { key, now: scope.now, length: day, most: mostPerDay })
    if (isWithin) warnOfBudget(scope, await takeFromBudget(trx, scope, country))
    return isWithin
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
}
