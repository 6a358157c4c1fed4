import { AppError, type FirstStrategy } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import type { Trx } from '../../db/open.ts'
import type { Factor, FactorInput } from '../../factors/factor.ts'
import { factorOf, isReset } from '../../factors/index.ts'
import { ownerOf } from '../../factors/passkey/passkey.ts'
import { type Outcome, prove } from '../../factors/prove.ts'
import { ticket } from '../../factors/ticket/ticket.ts'
import type { Scope } from '../../http/scope.ts'
import { refuseLockedHere } from '../../limits/failures.ts'
import { levelOf } from '../../limits/levels.ts'
import { subjectOf } from '../../limits/subject.ts'
import { giveBackToLimit } from '../../limits/take.ts'
import { isByPhone, isPasskeyWhole, mayBeginByPhone } from '../../policy/second-step.ts'
import type { UserFacts } from '../../users/facts.ts'
import { attemptOf, passOn } from './sign-in.finish.ts'
import { knownClientOf, type LoadedSignIn, loadForMove, refuseSignedIn } from './sign-in.load.ts'
import { firstOffers, takesPasskeys } from './sign-in.offers.ts'
import { addFact, type SignInRow } from './sign-in.store.ts'

export interface FirstInput extends FactorInput {
  strategy: FirstStrategy
}

/** Sends what the first factor needs, to an address of the user named at the start: never to one that the caller names (R53, R76). */
export async function prepareFirst(scope: Scope, id: string, input: FirstInput): Promise<void> {
  const loaded = await loadForMove(scope.context.db, scope, id, 'prepare_first')
  const factor = offered(scope, loaded, input.strategy)
  if (!factor.prepare) throw new AppError('strategy_for_user_invalid')
  await refuseLockedHere(scope, subject(scope, loaded), levelOf(factor))
  await factor.prepare(scope, attemptOf(loaded), input)
}

/** Proves the first factor; completes the sign-in when nothing else is asked for (S55, S58). */
export async function attemptFirst(scope: Scope, id: string, input: FirstInput): Promise<void> {
  await attemptFirstOf(scope, await loadForMove(scope.context.db, scope, id, 'attempt_first'), input)
}

/** For a caller that has the sign-in at hand, because it has just begun it. */
export async function attemptFirstOf(scope: Scope, loaded: LoadedSignIn, input: FirstInput): Promise<void> {
  const factor = input.strategy === 'ticket' ? ticket : offered(scope, loaded, input.strategy)
  if (isNameless(loaded)) return attemptNameless(scope, loaded, factor, input)
  const outcome = await prove(scope, factor, attemptOf(loaded), subject(scope, loaded), input)
  await passOn(scope, loaded, 'attempt_first', outcome, (trx, fresh) => recordFirst(trx, scope, loaded, outcome, fresh))
}

/** Nobody has said who they are: the passkey does. A wrong signature counts against its owner as any wrong factor does. */
async function attemptNameless(scope: Scope, loaded: LoadedSignIn, factor: Factor, input: FirstInput): Promise<void> {
  factor.check(input, attemptOf(loaded))
  const owner = await ownerOf(scope, input)
  if (owner) await refuseSignedIn(scope, owner)
  const attempt = { ...attemptOf(loaded), facts: owner }
  const counted = subjectOf(scope, owner?.user.id ?? null, loaded.row.id)
  const outcome = await prove(scope, factor, attempt, counted, input)
  const recorded = (trx: Trx, fresh: UserFacts) => recordFirst(trx, scope, loaded, outcome, fresh)
  await passOn(scope, loaded, 'attempt_first', outcome, recorded, owner)
}

function isNameless({ row }: LoadedSignIn): boolean {
  return row.by_passkey === 1 && row.user_id === null
}

async function recordFirst(
  trx: Trx,
  scope: Scope,
  loaded: LoadedSignIn,
  outcome: Outcome,
  user: UserFacts,
): Promise<Partial<SignInRow> | null> {
  const { strategy, identificationId } = outcome.proof
  // Whoever reads the phone may know what nobody was told before: that it is the second step, and the first must be another (R20).
  if (isByPhone(strategy) && !mayBeginByPhone(user, scope.instance.settings, scope.now))
    throw new AppError('phone_is_second_factor')
  // It asked the person, too: the key and the finger are both steps (R35).
  const isWhole = strategy === 'passkey' && isPasskeyWhole(user, scope.instance.settings, scope.now)
  const added = {
    first_strategy: strategy,
    first_at: scope.now,
    first_identification_id: identificationId,
    reset_at: isReset(strategy) ? scope.now : null,
    second_strategy: isWhole ? strategy : null,
    second_at: isWhole ? scope.now : null,
  }
  // It came to something, so it is no longer held against those who share the address. The start of one by passkey never was.
  if (loaded.row.by_passkey !== 1) await giveBackToLimit(scope, 'sign_in_start', trx)
  await record(trx, scope, 'sign_in.first_factor', { userId: user.user.id, details: { strategy } })
  return (await addFact(trx, loaded.row.id, 'first_at', added)) ? added : null
}

function offered(scope: Scope, loaded: LoadedSignIn, strategy: FirstStrategy) {
  const offers = firstOffers(scope, loaded.row, loaded.user)
  const factor = factorOf(strategy, 'first')
  const isOffered = offers.some((offer) => offer.strategy === strategy) || takesPasskeys(scope, strategy)
  if (!factor || !isOffered) throw new AppError('strategy_for_user_invalid')
  return factor
}

function subject(scope: Scope, { row }: LoadedSignIn): string {
  return subjectOf(scope, row.user_id, row.identifier ?? row.id, knownClientOf(row))
}
