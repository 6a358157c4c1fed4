import { AppError, type FirstStrategy, type SecondStrategy, type VerificationLevel } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { orFailed, usedBefore } from '../../audit/failed.ts'
import type { Trx } from '../../db/open.ts'
import { transact } from '../../db/transact.ts'
import { tellCodeUsed } from '../../factors/backup-code/backup-code.told.ts'
import type { Attempt, FactorInput } from '../../factors/factor.ts'
import { factorOf, firstFactorsOf, isReset, needsNewerSdk, secondFactorsOf } from '../../factors/index.ts'
import { type Outcome, prove } from '../../factors/prove.ts'
import { newId } from '../../lib/ids.ts'
import { askerOfSession } from '../../limits/asker.ts'
import { refuseLocked } from '../../limits/failures.ts'
import { levelOf } from '../../limits/levels.ts'
import { subjectOfSession } from '../../limits/subject.ts'
import { askableLevel } from '../../policy/freshness.ts'
import { hasSecondFactor, isByPhone, isPasskeyWhole, mayBeginByPhone } from '../../policy/second-step.ts'
import { asItIs, type SignedIn } from '../../sessions/guard.ts'
import { inProof } from '../../sessions/renewal.ts'
import { updateSession } from '../../sessions/sessions.store.ts'
import { approvalLife } from '../../sessions/step-up-life.ts'
import { approveStepUp, findOpenStepUp, type StepUpRow } from '../../sessions/step-ups.store.ts'
import { loadFacts } from '../../users/facts.store.ts'
import { holdUser } from '../../users/users.store.ts'
import { allows, type Move, type ReverificationFacts, statusOf } from './reverification.status.ts'
import {
  addProof,
  chargeSecondTry,
  completeReverification,
  findReverification,
  type ReverificationRow,
  replaceReverification,
  returnSecondTry,
} from './reverification.store.ts'

const life = 600_000

export interface Wish {
  level: VerificationLevel
  /** Whether the first factor will do where there is no second. Browsers of the protocol ask everybody for the second and count on it. */
  mayDowngrade: boolean
  /** What is approved by it. */
  stepUpId?: string | undefined
}

/**
 * Begins to prove again. The session owes it from now on, until a run completes; a run for a step-up is about that alone, and closing it
 * costs nothing. The answer names the level that is really asked for (R83).
 */
export async function startReverification(scope: SignedIn, wish: Wish): Promise<void> {
  const { context, now, session, user } = scope
  const { settings } = scope.instance
  const stepUp = wish.stepUpId === undefined ? null : await requireOpen(scope, wish.stepUpId)
  const asked = stepUp?.level ?? wish.level
  const mayDowngrade = wish.mayDowngrade || settings.reverification.downgrade
  // What a step-up demands was settled when it was made.
  const level = askableLevel(asked, hasSecondFactor(scope.facts, settings), stepUp === null && mayDowngrade)
  if (level === null) throw new AppError('factor_enrolment_required')
  const settled = levelFor(scope, level)
  // Before the session owes what this caller has no way to prove.
  if (settled !== 'first_factor') refuseOldSdk(scope, settled === 'second_factor' ? session.first_strategy : null)
  const row: ReverificationRow = {
    id: newId('sver', context),
    instance_id: scope.instance.id,
    session_id: session.id,
    step_up_id: stepUp?.id ?? null,
    user_id: user.id,
    epoch: user.epoch,
    level: settled,
    first_strategy: null,
    first_at: null,
    second_strategy: null,
    second_at: null,
    second_tries: 0,
    completed_at: null,
    created_at: now,
    expires_at: now + life,
  }
  await transact(context.db, async (trx) => {
    await replaceReverification(trx, row)
    if (!stepUp) await updateSession(trx, session.id, { owes_verification: 1 })
  })
}

function refuseOldSdk({ facts, instance, now, apiVersion }: SignedIn, first: string | null): void {
  if (needsNewerSdk(facts, instance.settings, first, now, apiVersion))
    throw new AppError('second_factor_needs_newer_sdk')
}

async function requireOpen(scope: SignedIn, id: string): Promise<StepUpRow> {
  const wanted = { id, sessionId: scope.session.id, epoch: scope.user.epoch, now: scope.now }
  const row = await findOpenStepUp(scope.context.db, wanted)
  if (!row) throw new AppError('resource_not_found')
  return row
}

/**
 * A session that began with a code by SMS has one factor so far, and another code by SMS adds none (R20): where that is all the user has for
 * the second step, the first is proven in another way as well.
 */
function levelFor({ facts, instance, session, now }: SignedIn, asked: VerificationLevel): VerificationLevel {
  const isPhoneTwice = isByPhone(session.first_strategy) && !mayBeginByPhone(facts, instance.settings, now)
  return isPhoneTwice && asked === 'second_factor' ? 'multi_factor' : asked
}

/** What the second proof of this run is added to: the first one within it, or the one that the session stands on. */
export function firstOf(row: ReverificationRow, session: SignedIn['session']): string | null {
  return row.level === 'second_factor' ? session.first_strategy : row.first_strategy
}

export async function prepareFirstAgain(
  scope: SignedIn,
  input: FactorInput & { strategy: FirstStrategy },
): Promise<void> {
  const row = await requireRow(scope, 'attempt_first')
  const factor = offeredFirst(scope, input.strategy)
  if (!factor.prepare) throw new AppError('strategy_for_user_invalid')
  await refuseLocked(scope, subjectOfSession(scope), levelOf(factor))
  await factor.prepare(scope, attemptOf(scope, row), input)
}

export async function attemptFirstAgain(
  scope: SignedIn,
  input: FactorInput & { strategy: FirstStrategy },
): Promise<void> {
  const row = await requireRow(scope, 'attempt_first')
  const factor = offeredFirst(scope, input.strategy)
  const outcome = await prove(scope, factor, attemptOf(scope, row), subjectOfSession(scope), input)
  await passOn(scope, row, 'attempt_first', outcome)
}

export async function prepareSecondAgain(
  scope: SignedIn,
  input: FactorInput & { strategy: SecondStrategy },
): Promise<void> {
  const row = await requireRow(scope, 'attempt_second')
  const factor = offeredSecond(scope, row, input.strategy)
  await refuseLocked(scope, subjectOfSession(scope), levelOf(factor))
  await factor.prepare?.(scope, attemptOf(scope, row), input)
}

/** Guesses here spend the same budget as at sign-in (R85). */
export async function attemptSecondAgain(
  scope: SignedIn,
  input: FactorInput & { strategy: SecondStrategy },
): Promise<void> {
  const row = await requireRow(scope, 'attempt_second')
  const factor = offeredSecond(scope, row, input.strategy)
  const tries = {
    async take(trx: Trx) {
      const isWithin = await chargeSecondTry(trx, row.id, scope.instance.settings.codes.attempts)
      if (!isWithin) throw new AppError('verification_failed')
    },
    giveBack: (trx: Trx) => returnSecondTry(trx, row.id),
  }
  const outcome = await prove(scope, factor, attemptOf(scope, row), subjectOfSession(scope), input, tries)
  await passOn(scope, row, 'attempt_second', outcome)
}

async function passOn(scope: SignedIn, row: ReverificationRow, move: Move, outcome: Outcome): Promise<void> {
  const carried = inProof(scope, { session: asItIs(scope) }, async (trx) => {
    const fresh = await loadFacts(trx, scope.instance.id, scope.user.id)
    if (!fresh || fresh.user.epoch !== row.epoch || fresh.user.banned_at !== null) throw new AppError('attempt_expired')
    await holdUser(trx, scope, fresh.user)
    if (!(await outcome.proof.claim(trx)) || !(await recordProof(trx, scope, row, move, outcome))) {
      throw new AppError('form_code_incorrect', {}, { cause: usedBefore })
    }
    await outcome.absolve(trx)
    if (outcome.proof.strategy === 'backup_code') await tellCodeUsed(trx, scope, fresh)
    await record(trx, scope, 'reverification.proof', {
      userId: scope.user.id,
      details: { strategy: outcome.proof.strategy },
    })
  })
  const guess = { userId: scope.user.id, purpose: 'reverification', strategy: outcome.proof.strategy }
  await orFailed(scope, guess, outcome.recorded(carried))
}

/** The session becomes fresh, or the step-up approved, by the very proof that was just given, in the same transaction. */
async function recordProof(
  trx: Trx,
  scope: SignedIn,
  row: ReverificationRow,
  move: Move,
  { proof }: Outcome,
): Promise<boolean> {
  const { now, session } = scope
  const isFirst = move === 'attempt_first'
  const { strategy } = proof
  const first = { first_strategy: strategy, first_at: now }
  const second = { second_strategy: strategy, second_at: now }
  // A passkey asked the person, too: the key and the finger are both steps (R35).
  const isBoth = isFirst && strategy === 'passkey' && isPasskeyWhole(scope.facts, scope.instance.settings, now)
  const grown = isBoth ? { ...first, ...second } : isFirst ? first : second
  const missing = isFirst ? 'first_at' : 'second_at'
  const isAdded = await addProof(trx, row.id, missing, grown)
  if (!isAdded) return false
  const facts = factsOf({ ...row, ...grown }, now)
  const isComplete = statusOf(facts) === 'complete'
  if (isComplete) await completeReverification(trx, row.id, now)
  if (row.step_up_id !== null) return !isComplete || approve(trx, scope, row.step_up_id, { ...row, ...grown })
  if (isFirst) await updateSession(trx, session.id, { first_strategy: strategy, first_verified_at: now })
  if (!isFirst || isBoth) await updateSession(trx, session.id, { second_strategy: strategy, second_verified_at: now })
  if (isComplete) await updateSession(trx, session.id, { owes_verification: 0 })
  return true
}

/** What was proven to approve one payment opens nothing else: it makes no session fresh, so it cannot be turned into a change of factors. */
async function approve(trx: Trx, { now, user }: SignedIn, id: string, row: ReverificationRow): Promise<boolean> {
  const { first_strategy, second_strategy } = row
  const until = now + approvalLife
  return approveStepUp(trx, id, { now, until, epoch: user.epoch, first_strategy, second_strategy })
}

export function factsOf(row: ReverificationRow, now: number): ReverificationFacts {
  return {
    level: row.level,
    hasFirst: row.first_at !== null,
    hasSecond: row.second_at !== null,
    isOver: row.expires_at <= now,
  }
}

async function requireRow(scope: SignedIn, move: Move): Promise<ReverificationRow> {
  const row = await findReverification(scope.context.db, scope.session.id)
  if (!row) throw new AppError('verification_missing')
  if (row.epoch !== scope.user.epoch) throw new AppError('attempt_expired')
  if (!allows(factsOf(row, scope.now), move)) throw new AppError('step_not_allowed')
  return row
}

function attemptOf(scope: SignedIn, row: ReverificationRow): Attempt {
  const asker = askerOfSession(scope)
  return { purpose: 'reverification', id: row.id, facts: scope.facts, identifierKey: scope.user.id, asker }
}

function offeredFirst(scope: SignedIn, strategy: FirstStrategy) {
  const factor = factorOf(strategy, 'first')
  const offers = firstFactorsOf(scope.facts, scope.instance.settings, scope.now).filter(
    (offer) => !isReset(offer.strategy),
  )
  if (!factor || !offers.some((offer) => offer.strategy === strategy)) throw new AppError('strategy_for_user_invalid')
  return factor
}

function offeredSecond(scope: SignedIn, row: ReverificationRow, strategy: SecondStrategy) {
  const factor = factorOf(strategy, 'second')
  const { facts, instance, now, apiVersion } = scope
  const first = firstOf(row, scope.session)
  const offers = secondFactorsOf(facts, instance.settings, first, now, apiVersion)
  if (factor && offers.some((offer) => offer.strategy === strategy)) return factor
  const isLacking = needsNewerSdk(facts, instance.settings, first, now, apiVersion)
  throw new AppError(isLacking ? 'second_factor_needs_newer_sdk' : 'strategy_for_user_invalid')
}
