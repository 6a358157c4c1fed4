import { AppError } from '@countersign/contract'
import type { Scope } from '../http/scope.ts'
import { addressOf, factorOf } from './address.ts'
import { type Taken, takeFromAddress } from './code-guesses.ts'
import type { Level } from './levels.ts'
import { ownerOf } from './subject.ts'
import { endWindow, giveBack, takeOne } from './windows.store.ts'

const minute = 60_000
const hour = 60 * minute
/** Accounts that one address may fail at in ten minutes: one password for many accounts stays far below what any of them notices (R107). */
const accountsPerAddress = 20
/** Wrong second steps of one address in an hour, over all accounts: whoever has many stolen passwords tries one code at each (R107). */
const secondsPerAddress = 20

/**
 * Of browsers in which nobody is known; the address is shared with strangers, whose failures must not be held against who is known. On its own, not in the
 * transaction that holds the user's counter: many who guess at one account would wait for each other twice as long.
 */
export async function takeFromStrangers(scope: Scope, subject: string, level: Level): Promise<Taken> {
  if (level === 'second') return takeSecond(scope)
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

/** One count that goes back alike, whether the guess was right or never compared. */
const sameWay = (giveBack: Taken['right']): Taken => ({ right: giveBack, unjudged: giveBack })

async function takeSecond(scope: Scope): Promise<Taken> {
  const key = `${addressOf(scope)}|failed-second`
  const most = secondsPerAddress * factorOf(scope)
  const { isWithin, windowStart } = await takeOne(scope.context.db, { key, now: scope.now, length: hour, most })
  if (!isWithin) throw tooMany(windowStart + hour - scope.now)
  return sameWay((db) => giveBack(db, key, windowStart))
}

/** The same account again takes nothing: that one has a lock of its own. */
async function takeAccount(scope: Scope, account: string): Promise<Taken> {
  const length = 10 * minute
  const own = `${addressOf(scope)}|failed-at|${account}`
  const failed = await takeOne(scope.context.db, { key: own, now: scope.now, length, most: Number.MAX_SAFE_INTEGER })
  if (failed.count > 1) return sameWay((db) => giveBack(db, own, failed.windowStart))
  const key = `${addressOf(scope)}|failed-accounts`
  const most = accountsPerAddress * factorOf(scope)
  const { isWithin, windowStart } = await takeOne(scope.context.db, { key, now: scope.now, length, most })
  if (!isWithin) {
    await endWindow(scope.context.db, own)
    throw tooMany(windowStart + length - scope.now)
  }
  return sameWay(async (db) => {
    await endWindow(db, own)
    await giveBack(db, key, windowStart)
  })
}

function tooMany(milliseconds: number): AppError {
  return new AppError('too_many_requests', { seconds: Math.max(1, Math.ceil(milliseconds / 1000)) })
}
