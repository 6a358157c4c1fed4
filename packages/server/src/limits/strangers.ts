import { AppError } from '@countersign/contract'
import type { Db, Trx } from '../db/open.ts'
import { addressKey } from '../http/client-address.ts'
import type { Scope } from '../http/scope.ts'
import type { Level } from './levels.ts'
import { developmentFactor } from './limits.ts'
import { ownerOf } from './subject.ts'
import { endWindow, giveBack, takeOne } from './windows.store.ts'

const minute = 60_000
const hour = 60 * minute
/** Accounts that one address may fail at in ten minutes: one password for many accounts stays far below what any of them notices (R107). */
const accountsPerAddress = 20
/** Wrong second steps of one address in an hour, over all accounts: whoever has many stolen passwords tries one code at each (R107). */
const secondsPerAddress = 20

/** What a guess took from the budget of its address. It goes back when it was no failure. */
export type Taken = (db: Db | Trx) => Promise<void>

/**
 * Of browsers in which nobody is known; the address is shared with strangers, whose failures must not be held against who is known. On its own, not in the
 * transaction that holds the user's counter: many who guess at one account would wait for each other twice as long.
 */
export function takeFromStrangers(scope: Scope, subject: string, level: Level): Promise<Taken> {
  return level === 'second' ? takeSecond(scope) : takeAccount(scope, ownerOf(subject))
}

async function takeSecond(scope: Scope): Promise<Taken> {
  const key = `${addressOf(scope)}|failed-second`
  const most = secondsPerAddress * factorOf(scope)
  const { isWithin, windowStart } = await takeOne(scope.context.db, { key, now: scope.now, length: hour, most })
  if (!isWithin) throw tooMany(windowStart + hour - scope.now)
  return (db) => giveBack(db, key, windowStart)
}

/** The same account again takes nothing: that one has a lock of its own. */
async function takeAccount(scope: Scope, account: string): Promise<Taken> {
  const length = 10 * minute
  const own = `${addressOf(scope)}|failed-at|${account}`
  const failed = await takeOne(scope.context.db, { key: own, now: scope.now, length, most: Number.MAX_SAFE_INTEGER })
  if (failed.count > 1) return (db) => giveBack(db, own, failed.windowStart)
  const key = `${addressOf(scope)}|failed-accounts`
  const most = accountsPerAddress * factorOf(scope)
  const { isWithin, windowStart } = await takeOne(scope.context.db, { key, now: scope.now, length, most })
  if (!isWithin) {
    await endWindow(scope.context.db, own)
    throw tooMany(windowStart + length - scope.now)
  }
  return async (db) => {
    await endWindow(db, own)
    await giveBack(db, key, windowStart)
  }
}

/** As a MAC: a copy of the database does not tell who called. */
function addressOf({ context, instance, ip }: Scope): string {
  return context.keyring.mac('limit', `${instance.id}|${addressKey(ip)}`)
}

function factorOf({ instance }: Scope): number {
  return instance.environment === 'development' ? developmentFactor : 1
}

function tooMany(milliseconds: number): AppError {
  return new AppError('too_many_requests', { seconds: Math.max(1, Math.ceil(milliseconds / 1000)) })
}
