import { orFailed } from '../audit/failed.ts'
import type { Trx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import type { Scope } from '../http/scope.ts'
import { noteFailure } from '../limits/alarm.ts'
import type { Taken } from '../limits/code-guesses.ts'
import { countsByTries, takeCodeTry } from '../limits/code-tries.ts'
import { uncharge as unchargeOne } from '../limits/failures.store.ts'
import {
  absolve,
  afterProof,
  charge,
  refuseLocked,
  refuseLockedElsewhere,
  refuseLockedHere,
} from '../limits/failures.ts'
import { type Level, levelOf } from '../limits/levels.ts'
import { type Long, takeOfMonth } from '../limits/long-guessing.ts'
import { takeFromStrangers } from '../limits/strangers.ts'
import { isKnown } from '../limits/subject.ts'
import { isVerdict, orGivenBack } from '../limits/verdict.ts'
import { authenticatorOf, renew, wear } from '../limits/worn.ts'
import { confirmBySecondCode } from './confirm.ts'
import type { Attempt, Factor, FactorInput, Proof } from './factor.ts'
import { type Consequences, tellFailure } from './prove.told.ts'

export interface Outcome {
  proof: Proof
  /** Takes the failure back that was charged; the flow calls it in the transaction that records the proof. */
  absolve(trx: Trx): Promise<void>
  /** Waits for the proof to be recorded. Where that ends without a verdict, what the guess was charged with goes back. */
  recorded<Result>(carried: Promise<Result>): Promise<Result>
}

/** What an attempt's own budget holds. */
export interface Tries {
  take(trx: Trx): Promise<void>
  giveBack(trx: Trx): Promise<void>
}

/**
 * The one way a guess is evaluated, at sign-in and at reverification alike (R85): refused while locked (before the first
 * factor is proven, by the lock of the same guesses only), charged before anything is compared, given back only when the proof is recorded, or when nothing was compared in the end. `tries` is the attempt's own budget,
 * taken from in the same transaction.
 */
export async function prove(
  scope: Scope,
  factor: Factor,
  attempt: Attempt,
  subject: string,
  input: FactorInput,
  tries?: Tries,
): Promise<Outcome> {
  factor.check(input, attempt)
  const level = levelOf(factor)
  const isUnnamed = attempt.purpose === 'sign_in' && level !== 'second'
  await (isUnnamed ? refuseLockedHere : refuseLocked)(scope, subject, level)
  if (countsByTries(factor, level === 'reset', subject)) return proveByTries(scope, factor, attempt, subject, input)
  if (level === 'passkey' && !isKnown(subject)) return proveUncounted(scope, factor, attempt, subject, input)
  const guess = {
    subject,
    level,
    authenticator: level === 'second' ? authenticatorOf(factor.strategy, attempt.facts) : null,
    tries,
  }
  const taken = isKnown(subject) ? nothing : await takeFromStrangers(scope, subject, level)
  const charged = await chargeOrReturn(scope, attempt, guess, taken)
  const giveBack = (trx: Trx) => uncharge(trx, guess, charged)
  const proof = await evaluate(scope, factor, attempt, input, {
    consequences: charged.consequences,
    async giveBack(trx) {
      await giveBack(trx)
      await taken.unjudged(trx)
    },
  })
  await taken.right(scope.context.db)
  await charged.long?.giveBack(scope.context.db)
  if (isUnnamed) await afterProof(scope, { subject, level }, () => refuseLockedElsewhere(scope, subject, level))
  return {
    proof,
    absolve: (trx) => absolveAll(trx, guess),
    recorded: (carried) => orGivenBack(scope, carried, (trx) => uncharge(trx, guess, { ...charged, long: null })),
  }
}

interface Evaluation {
  consequences: Consequences
  giveBack(trx: Trx): Promise<void>
}

/** Compares; what is wrong is written down, and has the consequences it was charged with. */
async function evaluate(
  scope: Scope,
  factor: Factor,
  attempt: Attempt,
  input: FactorInput,
  { consequences, giveBack }: Evaluation,
): Promise<Proof> {
  try {
    const { facts, purpose } = attempt
    const about = { userId: facts?.user.id ?? null, purpose, strategy: factor.strategy }
    return await orFailed(scope, about, orGivenBack(scope, factor.verify(scope, attempt, input), giveBack))
  } catch (error) {
    if (isVerdict(error)) {
      await noteFailure(scope)
      await tellFailure(scope, attempt, consequences)
    }
    throw error
  }
}

const nothing: Taken = { right: async () => {}, unjudged: async () => {} }

interface Guess {
  subject: string
  level: Level
  authenticator: string | null
  tries: Tries | undefined
}

/** What is refused here was compared with nothing, so it takes nothing from the budget of its address. */
async function chargeOrReturn(scope: Scope, attempt: Attempt, guess: Guess, taken: Taken): Promise<Charged> {
  try {
    return await transact(scope.context.db, async (trx) => {
      await guess.tries?.take(trx)
      return chargeAll(trx, scope, attempt, guess)
    })
  } catch (error) {
    await taken.unjudged(scope.context.db)
    throw error
  }
}

interface Charged {
  consequences: Consequences
  long: Long | null
}

/** Always in this order, or two would wait for each other. */
async function chargeAll(
  trx: Trx,
  scope: Scope,
  { facts }: Attempt,
  { subject, level, authenticator }: Guess,
): Promise<Charged> {
  const { locks } = await charge(scope, subject, level, trx)
  const isLong = level === 'second' && facts !== null && !isKnown(subject)
  const long = isLong ? await takeOfMonth(trx, scope, facts.user) : null
  const worn = authenticator === null ? null : await wear(trx, scope, authenticator)
  return { long, consequences: { locks, isLong: long?.isLast === true, isWorn: worn?.isLast === true } }
}

/** The exact opposite of charging, in the same order: one of each, whatever others were charged with meanwhile. */
async function uncharge(trx: Trx, { subject, level, authenticator, tries }: Guess, { long }: Charged): Promise<void> {
  await tries?.giveBack(trx)
  await unchargeOne(trx, { subject, level })
  await long?.giveBack(trx)
  if (authenticator !== null) await unchargeOne(trx, { subject: authenticator, level: 'worn' })
}

async function absolveAll(trx: Trx, { subject, level, authenticator }: Guess): Promise<void> {
  await absolve(trx, subject, level)
  if (authenticator !== null) await renew(trx, authenticator)
}

/**
 * Of codes that strangers can have sent and can fail at: nobody is locked out by them, and a new password can be chosen while guesses at the old one
 * keep the account locked (R80).
 */
async function proveByTries(
  scope: Scope,
  factor: Factor,
  attempt: Attempt,
  subject: string,
  input: FactorInput,
): Promise<Outcome> {
  const tries = await takeCodeTry(scope, subject, levelOf(factor) === 'reset')
  const proof = await evaluateUncounted(scope, factor, attempt, subject, input, tries.giveBack)
  if (tries.isCrowded) await confirmBySecondCode(scope, factor, attempt, proof)
  const claim = async (trx: Trx) => (await proof.claim(trx)) && (await tries.giveBack(trx))
  return {
    proof: { ...proof, claim },
    absolve: async () => {},
    recorded: (carried) => orGivenBack(scope, carried, tries.giveBack),
  }
}

/** Anybody can send a wrong signature and nobody guesses a right one, so passkeys lock nobody out either. */
async function proveUncounted(
  scope: Scope,
  factor: Factor,
  attempt: Attempt,
  subject: string,
  input: FactorInput,
): Promise<Outcome> {
  const proof = await evaluateUncounted(scope, factor, attempt, subject, input, nothing.unjudged)
  return { proof, absolve: async () => {}, recorded: (carried) => carried }
}

/** Held against the address alone. `giveBack` takes back what was taken from another budget, where nothing is compared in the end. */
async function evaluateUncounted(
  scope: Scope,
  factor: Factor,
  attempt: Attempt,
  subject: string,
  input: FactorInput,
  giveBack: (trx: Trx) => Promise<unknown>,
): Promise<Proof> {
  const taking = isKnown(subject) ? Promise.resolve(nothing) : takeFromStrangers(scope, subject, levelOf(factor))
  const taken = await orGivenBack(scope, taking, giveBack)
  const proof = await evaluate(scope, factor, attempt, input, {
    consequences: { locks: false, isLong: false, isWorn: false },
    async giveBack(trx) {
      await giveBack(trx)
      await taken.unjudged(trx)
    },
  })
  await taken.right(scope.context.db)
  // Users locked by an administrator are told so now that the mailbox, phone or passkey is proven.
  await refuseLockedElsewhere(scope, subject, levelOf(factor))
  return proof
}
