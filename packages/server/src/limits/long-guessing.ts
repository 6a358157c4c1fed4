import type { Db, Trx } from '../db/open.ts'
import type { Scope, UserRow } from '../http/scope.ts'
import { lockedError } from './failures.ts'
import { endWindow, giveBack, takeOne } from './windows.store.ts'

const month = 30 * 24 * 3_600_000
/** Locks alone leave five guesses a day: a chance of one in two hundred in a year. With this it is one in a thousand (R101). */
const mostInAMonth = 30

type Guesser = Pick<UserRow, 'id' | 'password_updated_at'>

export interface Long {
  /** It was the last one: somebody has the password and keeps guessing. */
  isLast: boolean
  giveBack(db: Db | Trx): Promise<void>
}

/** Of strangers' failures at the second step, which no success of the owner resets. A new password begins anew: they do not know that one. */
export async function takeOfMonth(trx: Trx, scope: Scope, user: Guesser): Promise<Long> {
  const key = keyFor(user)
  const taken = await takeOne(trx, { key, now: scope.now, length: month, most: mostInAMonth })
  if (!taken.isWithin) throw lockedError(taken.windowStart + month - scope.now)
  return { isLast: taken.count === mostInAMonth, giveBack: (db) => giveBack(db, key, taken.windowStart) }
}

export function forgetMonth(trx: Trx, user: Guesser): Promise<void> {
  return endWindow(trx, keyFor(user))
}

function keyFor({ id, password_updated_at }: Guesser): string {
  return `long-guessing|${id}|${password_updated_at ?? 0}`
}
