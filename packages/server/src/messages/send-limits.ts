import { AppError } from '@countersign/contract'
import type { Trx } from '../db/open.ts'
import type { Scope } from '../http/scope.ts'
import { type Asker, groupOf, networkOf } from '../limits/asker.ts'
import { takeUnanswered } from '../limits/unanswered.ts'
import { giveBack, takeEach } from '../limits/windows.store.ts'
import { takeFromBudget, warnOfBudget } from './budget.ts'
import { refusePausedGroups, watchGroups } from './conversion.ts'
import { refuseCountry } from './countries.ts'
import type { Destination } from './outgoing.ts'
import { takeFromSender } from './sms-sender.ts'
import { hasStanding } from './standing.ts'

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
  /** Whose budgets it takes from. */
  asker: Asker
}

interface Budget {
  /** What shares the budget; stored as a MAC, so that a copy of the database does not tell who was written to. */
  of: string
  length: number
  most: number
}

/**
 * Takes one message from every budget of its destination that is its asker's, or refuses with the longest wait (R135, decision 19). Runs in the
 * transaction that writes the code: of any number of servers and callers, no more than the budget get through, and a refusal by one budget
 * gives the others back.
 * What all messages of a range, a country or an instance share is taken by the function this resolves to. The caller runs it as late as it can: from
 * then on every other message waits for this transaction. Where no message goes out it is rehearsed, as what is on hold is told all the same (R109).
 */
export async function takeSend(trx: Trx, scope: Scope, request: SendRequest): Promise<() => Promise<void>> {
  const { to, asker } = request
  if (to.channel === 'sms') refuseCountry(scope.instance, to.key, to.country)
  const { own, shared, beside } = budgetsOf(scope, request)
  const wait =
    beside.length === 0
      ? await takeAll(trx, scope, [...own, ...shared])
      : Math.max(await takeAll(trx, scope, own), await takeSharedOrBeside(trx, scope, { shared, beside }))
  if (wait > 0) throw new AppError('too_many_requests', { seconds: Math.ceil(wait / 1000) })
  await takeUnanswered(trx, scope, asker)
  if (to.channel !== 'sms') return async () => {}
  await takeFromSender(trx, scope, asker)
  const isOwner = await hasStanding(trx, scope, to.key, asker)
  const mayBeRefused = asker.kind !== 'stranger' && !isOwner
  if (mayBeRefused) await refusePausedGroups(trx, scope, to)
  const share = isOwner ? 'owner' : asker.kind === 'stranger' ? 'verified' : 'anyone'
  return async () => {
    await watchGroups(trx, scope, to, { mayBeRefused })
    const reached = await takeFromBudget(trx, scope, to.country, share)
    if (request.isSent) warnOfBudget(scope, reached)
  }
}

async function takeSharedOrBeside(trx: Trx, scope: Scope, { shared, beside }: Omit<Budgets, 'own'>): Promise<number> {
  const crowded = await takeAll(trx, scope, shared)
  return crowded > 0 ? takeAll(trx, scope, beside) : 0
}

/** Milliseconds to wait; 0 when all of them had one left. Otherwise none of them keeps what was taken. */
async function takeAll(trx: Trx, scope: Scope, budgets: readonly Budget[]): Promise<number> {
  let wait = 0
  const taken: { key: string; windowStart: number }[] = []
  const { context, instance, now } = scope
  const takes = budgets.map(({ of, ...budget }) => {
    const mac = context.keyring.mac('limit', of)
    return { ...budget, key: `send|${instance.id}|${mac}|${budget.length}` }
  })
  for (const [index, { isWithin, windowStart }] of (await takeEach(trx, takes, now)).entries()) {
    const { key, length } = takes[index] ?? { key: '', length: 0 }
    if (isWithin) taken.push({ key, windowStart })
    else wait = Math.max(wait, windowStart + length - now)
  }
  if (wait > 0) for (const { key, windowStart } of taken) await giveBack(trx, key, windowStart)
  return wait
}

interface Budgets {
  own: Budget[]
  /** Of everybody who is in the same group. */
  shared: Budget[]
  /** Instead of `shared`, when that is used up. */
  beside: Budget[]
}

function budgetsOf(scope: Scope, { to, purpose, user, asker }: SendRequest): Budgets {
  const { codes } = scope.instance.settings
  const name = `${to.channel}|${to.key}|${groupOf(asker)}`
  const isStranger = asker.kind === 'stranger'
  const network = isStranger ? `${name}|${networkOf(scope)}` : name
  const [first, again] = [`${network}|${purpose}`, `${network}|beside`]
  if (to.channel === 'email') {
    return {
      own: [{ of: first, length: codes.email_resend_seconds * 1000, most: 1 }],
      shared: [
        { of: name, length: hour, most: 5 },
        { of: name, length: day, most: 20 },
      ],
      beside: isStranger
        ? [
            { of: again, length: day, most: 2 },
            { of: `${name}|beside`, length: day, most: 200 },
          ]
        : [],
    }
  }
  return {
    own: [{ of: first, length: codes.sms_resend_seconds * 1000, most: 1 }],
    shared: [
      { of: name, length: hour, most: 5 },
      { of: name, length: day, most: 10 },
      // A user with many numbers, or who changes them, has one budget all the same.
      ...(user && !isStranger ? [{ of: `sms-user|${user.id}|${groupOf(asker)}`, length: day, most: 20 }] : []),
      // A pump walks through neighbouring numbers: those that nobody ever verified share a budget with their neighbours.
      ...(asker.kind === 'newcomer' ? [{ of: `sms-prefix|${to.key.slice(0, -3)}`, length: 10 * minute, most: 3 }] : []),
    ],
    beside: isStranger
      ? [
          { of: again, length: day, most: 2 },
          { of: `${name}|beside`, length: day, most: 60 },
        ]
      : [],
  }
}
