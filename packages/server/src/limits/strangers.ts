import { AppError } from '@countersign/contract'
import type { Scope } from '../http/scope.ts'
import { addressOf, factorOf } from './address.ts'
import { type Taken, takeFromAddress } from './code-guesses.ts'
import type { Level } from './levels.ts'
import { ownerOf } from './subject.ts'
import { endWindow, giveBack, giveBackSince, takeOne, takeWindow } from './windows.store.ts'

const minute = 60_000
const hour = 60 * minute

/**
 * Of browsers in which nobody is known; the address is shared with strangers, whose failures must not be held against who is known. On its own, not in the
 * transaction that holds the user's counter: many who guess at one account would wait for each other twice as long.
 */
export async function takeFromStrangers(scope: Scope, subject: string, level: Level): Promise<Taken> {
  if (level === 'second') return takeSecond(scope, ownerOf(subject))
  const account = await takeAccount(scope, ownerOf(subject))
  if (level !== 'first' && level !== 'reset') return account
  // A code needs no stolen password: one guess at each of many accounts must not add up either.
  const code = await orGiveBack(scope, takeFromAddress(scope, ownerOf(subject)), account)
  return {
    async right(db) {
      await account.right(db)
      await code.right(db)
    },
    async unjudged(db) {
      await account.unjudged(db)
      await code.unjudged(db)
    },
  }
}

async function orGiveBack({ context }: Scope, taking: Promise<Taken>, earlier: Taken): Promise<Taken> {
  try {
    return await taking
  } catch (error) {
    await earlier.unjudged(context.db)
    throw error
  }
}

/** Over all accounts: somebody with many stolen passwords tries one code at each (R107). */
async function takeSecond(scope: Scope, account: string): Promise<Taken> {
  const key = `${addressOf(scope)}|failed-second`
  const most = scope.instance.settings.limits.failed_second_factors * factorOf(scope)
  const { isWithin, windowStart } = await takeOne(scope.context.db, { key, now: scope.now, length: hour, most })
  if (!isWithin) throw tooMany(windowStart + hour - scope.now)
  const own = `${addressOf(scope)}|failed-second-at|${account}`
  const at = { now: scope.now, length: hour, most: Number.MAX_SAFE_INTEGER }
  const failed = await takeOne(scope.context.db, { key: own, ...at })
  return {
    // Earlier failures at the same account no longer count either: they were mistyped.
    async right(db) {
      const mistyped = await takeWindow(db, own)
      if (mistyped) await giveBackSince(db, key, mistyped.window_start, mistyped.count)
    },
    async unjudged(db) {
      await giveBack(db, own, failed.windowStart)
      await giveBack(db, key, windowStart)
    },
  }
}

/**
 * One password for many accounts stays far below what any of them notices (R107). The same account again takes nothing: that one has a lock of its own.
 */
async function takeAccount(scope: Scope, account: string): Promise<Taken> {
  const length = 10 * minute
  const own = `${addressOf(scope)}|failed-at|${account}`
  const key = `${addressOf(scope)}|failed-accounts`
  const failed = await takeOne(scope.context.db, { key: own, now: scope.now, length, most: Number.MAX_SAFE_INTEGER })
  // Earlier failures at the same account no longer count either: they were mistyped.
  const right: Taken['right'] = async (db) => {
    const mistyped = await takeWindow(db, own)
    if (mistyped) await giveBackSince(db, key, mistyped.window_start)
  }
  if (failed.count > 1) return { right, unjudged: (db) => giveBack(db, own, failed.windowStart) }
  const most = scope.instance.settings.limits.failed_accounts * factorOf(scope)
  const { isWithin, windowStart } = await takeOne(scope.context.db, { key, now: scope.now, length, most })
  if (!isWithin) {
    await endWindow(scope.context.db, own)
    throw tooMany(windowStart + length - scope.now)
  }
  return { right, unjudged: right }
}

function tooMany(milliseconds: number): AppError {
  return new AppError('too_many_requests', { seconds: Math.max(1, Math.ceil(milliseconds / 1000)) })
}
