import { AppError } from '@countersign/contract'
import type { Trx } from '../db/open.ts'
import { keep, rehearse } from '../db/rehearse.ts'
import type { Scope } from '../http/scope.ts'
import { takeOne } from '../limits/windows.store.ts'
import { takeFromBudget, warnOfBudget } from './budget.ts'
import { watchRange } from './conversion.ts'
import { refuseCountry } from './countries.ts'
import type { Destination } from './outgoing.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

export interface SendRequest {
  to: Destination
  /** What it is for: the wait before another one counts by purpose. */
  purpose: string
  /** Who has it sent; null where nobody is known. */
  user: { id: string } | null
  /** False when nobody may receive it (unknown account): the row is written, the message is not. */
  isSent: boolean
  /** A number that nobody has verified yet (R135). */
  isNewDestination?: boolean
}

interface Budget {
  /** What shares the budget; stored as a MAC, so that a copy of the database does not tell who was written to. */
  of: string
  length: number
  most: number
}

/**
 * Takes one message from every budget of its destination, or refuses with the longest wait (R135). Runs in the transaction that writes the
 * code: of any number of servers and callers, no more than the budget get through, and a refusal by one budget gives the others back.
 */
export async function takeSend(trx: Trx, scope: Scope, request: SendRequest): Promise<void> {
  const { to } = request
  if (to.channel === 'sms') refuseCountry(scope.instance, to.key, to.country)
  let wait = 0
  for (const { of, length, most } of budgetsOf(scope, request)) {
    const key = `send|${scope.instance.id}|${scope.context.keyring.mac('limit', of)}|${length}`
    const { isWithin, windowStart } = await takeOne(trx, { key, now: scope.now, length, most })
    if (!isWithin) wait = Math.max(wait, windowStart + length - scope.now)
  }
  if (wait > 0) throw new AppError('too_many_requests', { seconds: Math.ceil(wait / 1000) })
  if (to.channel !== 'sms') return
  const spend = async () => {
    await watchRange(trx, scope, to.key)
    const reached = await takeFromBudget(trx, scope, to.country)
    if (request.isSent) warnOfBudget(scope, reached)
  }
  // Where nothing goes out nothing is spent; what is on hold is told all the same, or it would tell who has an account (R109).
  await (request.isSent ? keep(trx, spend) : rehearse(trx, spend))
}

function budgetsOf({ instance }: Scope, { to, purpose, user, isNewDestination }: SendRequest): Budget[] {
  const { codes } = instance.settings
  const name = `${to.channel}|${to.key}`
  if (to.channel === 'email') {
    return [
      { of: `${name}|${purpose}`, length: codes.email_resend_seconds * 1000, most: 1 },
      { of: name, length: hour, most: 5 },
      { of: name, length: day, most: 20 },
    ]
  }
  // A pump walks through neighbouring numbers: those that nobody ever verified share a budget with their neighbours.
  const neighbours = { of: `sms-prefix|${to.key.slice(0, -3)}`, length: 10 * minute, most: 3 }
  return [
    { of: `${name}|${purpose}`, length: codes.sms_resend_seconds * 1000, most: 1 },
    { of: name, length: hour, most: 5 },
    { of: name, length: day, most: 10 },
    // Whoever has many numbers, or changes them, has one budget all the same.
    // Where there is no user the number counts twice, so that as much is done for an account as for none (R110).
    { of: `sms-user|${user?.id ?? to.key}`, length: day, most: 20 },
    ...(isNewDestination ? [neighbours] : []),
  ]
}
