import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { allows, type Move, moves, nextStep, type SignInFacts, statusOf } from './sign-in.status.ts'

const keys = [
  'isOver',
  'isIdentified',
  'hasFirst',
  'isReset',
  'hasNewPassword',
  'needsSecond',
  'hasSecond',
  'isTrusted',
  'needsTrust',
  'hasTrust',
  'hasSession',
] as const

function everySetOfFacts(): SignInFacts[] {
  return Array.from({ length: 2 ** keys.length }, (_, bits) => {
    const facts = {} as SignInFacts
    keys.forEach((key, index) => {
      facts[key] = (bits & (1 << index)) !== 0
    })
    return facts
  })
}

const fresh: SignInFacts = {
  isOver: false,
  isIdentified: true,
  hasFirst: false,
  isReset: false,
  hasNewPassword: false,
  needsSecond: true,
  hasSecond: false,
  isTrusted: false,
  needsTrust: false,
  hasTrust: false,
  hasSession: false,
}

describe('of every set of facts', () => {
  test('nothing is left to do only when each demanded proof is there (R51, R54)', () => {
    for (const facts of everySetOfFacts()) {
      if (nextStep(facts) !== null) continue
      expect(facts.isIdentified && facts.hasFirst).toBe(true)
      expect(!facts.isReset || facts.hasNewPassword).toBe(true)
      expect(!facts.needsSecond || facts.hasSecond || (facts.isTrusted && !facts.isReset)).toBe(true)
      expect(!facts.needsTrust || facts.hasTrust).toBe(true)
    }
  })

  test('a sign-in is complete exactly when it has its session (S52)', () => {
    for (const facts of everySetOfFacts()) expect(statusOf(facts) === 'complete').toBe(facts.hasSession)
  })

  test('no single proof completes a sign-in of a user with a second factor, but in a browser they trust (R20, S5)', () => {
    for (const facts of everySetOfFacts()) {
      if (facts.isTrusted && !facts.isReset) continue
      if (facts.needsSecond && facts.hasFirst !== facts.hasSecond) expect(nextStep(facts)).not.toBeNull()
    }
  })

  test('an attempt that is over allows no move (R56)', () => {
    for (const facts of everySetOfFacts()) if (facts.isOver) expect(moves[statusOf(facts)]).toEqual([])
  })
})

test('the second factor cannot be tried before the first (S60)', () => {
  expect(allows(fresh, 'attempt_second')).toBe(false)
  expect(allows({ ...fresh, hasFirst: true }, 'attempt_second')).toBe(true)
  expect(allows({ ...fresh, hasFirst: true }, 'attempt_first')).toBe(false)
})

test('a reset code leads to a new password first, and then to the second factor (R74)', () => {
  const reset = { ...fresh, hasFirst: true, isReset: true }
  expect(statusOf(reset)).toBe('needs_new_password')
  expect(statusOf({ ...reset, hasNewPassword: true })).toBe('needs_second_factor')
})

test('a trusted browser leaves the second step out, but for somebody who chooses a new password (R96, R97)', () => {
  const trusted = { ...fresh, isTrusted: true }
  expect(statusOf(trusted)).toBe('needs_first_factor')
  expect(nextStep({ ...trusted, hasFirst: true })).toBeNull()
  const reset = { ...trusted, hasFirst: true, isReset: true, hasNewPassword: true }
  expect(statusOf(reset)).toBe('needs_second_factor')
})

test('an attempt whose second factor was taken away in between is worth nothing (R59)', () => {
  expect(statusOf({ ...fresh, hasFirst: true, needsSecond: false })).toBe('abandoned')
})

/** The flow as the routes carry it out: a move that is allowed adds its fact, any other does nothing. */
function apply(facts: SignInFacts, move: Move, isRight: boolean): SignInFacts {
  if (!allows(facts, move) || !isRight) return facts
  const next = { ...facts }
  if (move === 'attempt_first') next.hasFirst = true
  if (move === 'reset_password') next.hasNewPassword = true
  if (move === 'attempt_second') next.hasSecond = true
  if (move === 'attempt_trust') next.hasTrust = true
  if (nextStep(next) === null) next.hasSession = true
  return next
}

test('a hundred thousand random walks never open the door without every demanded proof (R54)', () => {
  const move = fc.constantFrom<Move>(
    'prepare_first',
    'attempt_first',
    'reset_password',
    'prepare_second',
    'attempt_second',
    'prepare_trust',
    'attempt_trust',
  )
  const start = fc.record({
    isIdentified: fc.boolean(),
    isReset: fc.boolean(),
    needsSecond: fc.boolean(),
    isTrusted: fc.boolean(),
    needsTrust: fc.boolean(),
    isOver: fc.boolean(),
  })
  fc.assert(
    fc.property(start, fc.array(fc.tuple(move, fc.boolean()), { maxLength: 12 }), (given, walk) => {
      let facts: SignInFacts = { ...fresh, ...given }
      const proven = new Set<Move>()
      for (const [step, isRight] of walk) {
        const after = apply(facts, step, isRight)
        if (after !== facts) proven.add(step)
        facts = after
      }
      if (!facts.hasSession) return
      expect(proven.has('attempt_first')).toBe(true)
      if (given.needsSecond && (!given.isTrusted || given.isReset)) expect(proven.has('attempt_second')).toBe(true)
      if (given.needsTrust) expect(proven.has('attempt_trust')).toBe(true)
      if (given.isReset) expect(proven.has('reset_password')).toBe(true)
    }),
    { numRuns: 100_000 },
  )
})
