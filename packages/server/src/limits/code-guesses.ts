import { AppError } from '@countersign/contract'
import type { Db, Trx } from '../db/open.ts'
import type { VerificationPurpose } from '../db/schema.ts'
import type { Scope } from '../http/scope.ts'
import { addressOf, factorOf } from './address.ts'
import { giveBackAll } from './code-guesses.store.ts'
import { giveBack, readWindow, takeOne } from './windows.store.ts'

const day = 24 * 3_600_000
const week = 7 * day
const month = 30 * day

/** Wrong codes at one destination in 30 days, after which each new code takes a single try. A typo then costs a new code and no more. */
const wrongCodesPerDestination = 20
/** Codes with a single try that one destination gets in a day: with the others, 4,260 guesses in a year, 0.43 % (decision 20). */
const singleTriesPerDay = 10

/** What a guess took from the budget of its address, and how it goes back. */
export interface Taken {
  /** The proof was right. */
  right(db: Db | Trx): Promise<void>
  /** Nothing was compared: what this one guess took, and no more. */
  unjudged(db: Db | Trx): Promise<void>
}

/** The codes that prove an address or a number to which no failures of an account are counted. */
const unproven: readonly VerificationPurpose[] = ['sign_up', 'email_address', 'phone_number', 'recovery']

export function isUnproven(purpose: VerificationPurpose): boolean {
  return unproven.includes(purpose)
}

/** Takes a guess at a code for an unproven destination, before it is compared. */
export async function takeUnprovenGuess(
  scope: Scope,
  { purpose, destination }: { purpose: VerificationPurpose; destination: string },
): Promise<() => Promise<void>> {
  if (!isUnproven(purpose)) return async () => {}
  const { db } = scope.context
  const taken = await takeFromAddress(scope, destination)
  const key = keyFor(scope, destination, 'month')
  const { windowStart } = await takeOne(db, { key, now: scope.now, length: month, most: Number.MAX_SAFE_INTEGER })
  return async () => {
    await taken.right(db)
    await giveBack(db, key, windowStart)
  }
}

/**
 * Takes a guess at a mailed or texted code from the budget of the caller's address, which all destinations share. A right code gives back
 * every wrong one that this address has typed in for the same destination, so mistyped codes of honest people add up to nothing.
 */
export async function takeFromAddress(scope: Scope, target: string): Promise<Taken> {
  const { db, keyring } = scope.context
  const key = `${addressOf(scope)}|wrong-codes`
  const own = `${key}|${keyring.mac('limit', target)}`
  const most = scope.instance.settings.limits.wrong_codes * factorOf(scope)
  const { isWithin, windowStart } = await takeOne(db, { key, now: scope.now, length: week, most })
  if (!isWithin) throw tooMany(windowStart + week - scope.now)
  const mine = await takeOne(db, { key: own, now: scope.now, length: week, most: Number.MAX_SAFE_INTEGER })
  return {
    right: (at) => giveBackAll(at, { own, from: key }),
    async unjudged(at) {
      await giveBack(at, own, mine.windowStart)
      await giveBack(at, key, windowStart)
    },
  }
}

/** Returns how many tries a new code takes: fewer for a destination at which many codes were wrong, as a guesser cannot read what was sent. */
export async function triesFor(
  trx: Trx,
  scope: Scope,
  purpose: VerificationPurpose,
  destination: string,
): Promise<number> {
  const { attempts } = scope.instance.settings.codes
  if (!isUnproven(purpose)) return attempts
  const wrong = await readWindow(trx, keyFor(scope, destination, 'month'), scope.now)
  if ((wrong?.count ?? 0) < wrongCodesPerDestination) return attempts
  const key = keyFor(scope, destination, 'day')
  const { isWithin, windowStart } = await takeOne(trx, { key, now: scope.now, length: day, most: singleTriesPerDay })
  if (!isWithin) throw tooMany(windowStart + day - scope.now)
  return 1
}

/** As a MAC: a copy of the database does not tell whose address it was. */
function keyFor({ context, instance }: Scope, destination: string, span: 'month' | 'day'): string {
  return `unproven|${instance.id}|${context.keyring.mac('limit', destination)}|${span}`
}

function tooMany(milliseconds: number): AppError {
  return new AppError('too_many_requests', { seconds: Math.max(1, Math.ceil(milliseconds / 1000)) })
}
