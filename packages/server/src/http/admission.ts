import { AppError } from '@countersign/contract'
import { z } from 'zod'
import type { Guest } from '../lib/fair-queue.ts'
import { createPace } from '../lib/pace.ts'
import { createRecent } from '../lib/recent.ts'
import { isVerdict } from '../limits/verdict.ts'
import { addressKey } from './client-address.ts'
import type { Doors } from './doors.ts'
import type { Route } from './route.ts'
import type { Match } from './router.ts'
import type { Scope } from './scope.ts'

/** A request that brings a password, and what is needed to tell whose turn it is. */
export interface Bringing {
  match: Match
  input: object
  /** Candidates for the token of a client. */
  tokens: string[]
  /** It carries the instance's secret key. */
  isByKey: boolean
}

export interface Admission {
  /** Waits for the answer; a wrong guess sends the address behind those that made none. Frees the place in any case. */
  around<Result>(answer: () => Promise<Result>): Promise<Result>
}

const perBrowser = 4
const perKey = 32
const tenMinutes = 600_000
const minute = 60_000
const mostAddresses = 10_000
/**
 * A guesser sends the next request when the last one is answered: refusals that leave at once fill the event loop. At this pace they take
 * about an eighth of a processor core, and each of 500 connections that guess waits two seconds for its refusal.
 */
const refusals = { perSecond: 250, longestSeconds: 10 }
const passwordFields = ['password', 'new_password']

/** Whether requests of this route may bring a password, by the fields it takes: a new route cannot be forgotten. */
export function mayBringPassword({ input }: Pick<Route, 'input'>): boolean {
  return input instanceof z.ZodObject && passwordFields.some((field) => field in input.shape)
}

export function bringsPassword(input: unknown): input is object {
  return (
    typeof input === 'object' &&
    input !== null &&
    passwordFields.some((field) => Reflect.get(input, field) !== undefined)
  )
}

/**
 * Takes a place in the queue for password hashing before a request with a password costs anything but reads: no limit is counted, no row
 * is written and nothing is charged for a request that is answered with `server_busy` (R140). Without that, what a flood writes makes
 * everyone else wait for the database.
 */
export function createAdmission(doors: Pick<Doors, 'findClient' | 'isKnownTo'>) {
  const failing = createRecent(tenMinutes, mostAddresses)
  const pace = createPace(refusals)
  let warnedAt = Number.NEGATIVE_INFINITY

  return async function admit(scope: Scope, bringing: Bringing): Promise<Admission> {
    const guest = await guestOf(scope, bringing)
    const { context, now } = scope
    const place = await refusedInTurn(scope, bringing, async () => context.hasher.enter(guest))
    scope.context = { ...context, hasher: place.hasher }
    return {
      async around(answer) {
        try {
          return await refusedInTurn(scope, bringing, answer)
        } catch (error) {
          if (guest.rank !== 0 && isVerdict(error)) failing.note(guest.key, now)
          throw error
        } finally {
          place.leave()
        }
      },
    }
  }

  /** Both ways of being refused for want of room: there was none, or a more urgent request took the place. */
  async function refusedInTurn<Result>(
    scope: Scope,
    { isByKey }: Bringing,
    work: () => Promise<Result>,
  ): Promise<Result> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'server_busy') throw error
      warn(scope)
      // An app's server is trusted, and has people of its own waiting.
      if (!isByKey) await pace.turn()
      throw error
    }
  }

  async function guestOf(scope: Scope, { match, input, tokens, isByKey }: Bringing): Promise<Guest> {
    if (isByKey) return { key: `key ${scope.instance.id}`, rank: 0, most: perKey }
    const found = tokens.length > 0 ? await doors.findClient(scope, tokens) : null
    const isKnown = found !== null && (await doors.isKnownTo(scope, found.client, { ...match.params, ...input }))
    if (isKnown) return { key: found.client.id, rank: 0, most: perBrowser }
    const key = addressKey(scope.ip)
    return { key, rank: failing.has(key, scope.now) ? 2 : 1 }
  }

  function warn({ context, now }: Scope): void {
    if (now - warnedAt < minute) return
    warnedAt = now
    context.log.warn('the queue for password checks is full: requests are answered with server_busy')
  }
}
