import type { Trx } from '../db/open.ts'
import type { Scope } from '../http/scope.ts'
import { isKnown } from './subject.ts'
import { giveBack, takeOne } from './windows.store.ts'

const day = 86_400_000
/** Wrong codes of six digits that one code a sign-in is safe with: in a year of nothing but guesses, a chance of one in five hundred (decision 19). */
export const wrongCodesPerDay = 5

export interface CodeTry {
  /** Too many codes were wrong today: one right code could be a lucky guess, and two in a row are asked for. */
  isCrowded: boolean
  giveBack(trx: Trx): Promise<true>
}

/**
 * Takes one of the wrong codes that an account may get in a day where a sign-in begins with a code or a new password is chosen, before anything is
 * compared (R80). Anybody who knows an address can use these up, so nobody is refused when they are gone: the right code then earns a second
 * one, and a guesser would have to guess both. A browser that is known to the user has tries of its own.
 */
export async function takeCodeTry(scope: Scope, subject: string, isReset: boolean): Promise<CodeTry> {
  const key = `${isReset ? 'reset' : 'first-code'}|${scope.instance.id}|${subject}`
  const taken = await takeOne(scope.context.db, { key, now: scope.now, length: day, most: wrongCodesPerDay })
  return {
    isCrowded: !taken.isWithin,
    giveBack: async (trx) => {
      if (taken.isWithin) await giveBack(trx, key, taken.windowStart)
      return true
    },
  }
}

/** A code that begins a sign-in locks nothing for strangers: whoever knows the address could lock its owner out. */
export function countsByTries(
  { sendsFirstCode }: { sendsFirstCode?: true },
  isReset: boolean,
  subject: string,
): boolean {
  return sendsFirstCode === true && (isReset || !isKnown(subject))
}
