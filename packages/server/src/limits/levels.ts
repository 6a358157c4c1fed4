/**
 * What is guessed at, each with a count and a lock of its own. Somebody who guesses passwords from afar, which needs no knowledge at all, must
 * not be able to close the ways in that cannot be guessed, or the way to a new password (R103).
 */
export type Level = 'password' | 'first' | 'passkey' | 'reset' | 'second'
/** `operator` is a lock that somebody decided on; `worn` counts against one authenticator. */
export type Counter = Level | 'operator' | 'worn'

/**
 * By whose running lock a guess is refused. Who fails at the second step knew the first, so that lock closes the first step as well; never to
 * whoever chooses a new password, which is the answer to it, nor to a passkey, which nobody guesses.
 */
export const refusedBy: Readonly<Record<Level, readonly Counter[]>> = {
  password: ['password', 'second', 'operator'],
  first: ['first', 'second', 'operator'],
  passkey: ['passkey', 'operator'],
  reset: ['reset', 'operator'],
  second: ['second', 'operator'],
}

interface Guessable {
  strategy: string
  level: 'first' | 'second'
}

export function levelOf({ strategy, level }: Guessable): Level {
  if (level === 'second') return 'second'
  if (strategy === 'password' || strategy === 'passkey') return strategy
  return strategy.startsWith('reset_password') ? 'reset' : 'first'
}

/** Five further failures double the lock (R100). */
const step = 5
const minutesOfDay = 24 * 60
/** Anybody can fail at a password, so that lock stays short (SP 800-63B §3.2.2, R102). */
const minutesOfHour = 60

/** Minutes of lock that the `count`-th consecutive failure brings; 0 = none. */
export function lockMinutes(count: number, lockout: { attempts: number; minutes: number }, level: Level): number {
  const beyond = count - lockout.attempts
  if (beyond < 0 || beyond % step !== 0) return 0
  const longest = level === 'password' ? minutesOfHour : minutesOfDay
  return Math.min(lockout.minutes * 2 ** Math.min(beyond / step, 20), Math.max(longest, lockout.minutes))
}
