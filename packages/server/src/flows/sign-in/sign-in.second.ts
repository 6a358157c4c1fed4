import { AppError, type SecondStepStrategy } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import type { Trx } from '../../db/open.ts'
import { transact } from '../../db/transact.ts'
import { tellCodeUsed } from '../../factors/backup-code/backup-code.told.ts'
import type { FactorInput } from '../../factors/factor.ts'
import { factorOf, trustFactorOf } from '../../factors/index.ts'
import { type Outcome, prove, type Tries } from '../../factors/prove.ts'
import type { Scope } from '../../http/scope.ts'
import { refuseLocked } from '../../limits/failures.ts'

import { subjectOf } from '../../limits/subject.ts'
import { deviceDetail } from '../../messages/details.ts'
import { languageFor, notify, notifyDaily } from '../../messages/outgoing.ts'
import { mayTrustDevices } from '../../policy/trust.ts'
import { newTrust } from '../../sessions/trusted-devices.ts'
import type { UserFacts } from '../../users/facts.ts'
import { updateUser } from '../../users/users.store.ts'
import { attemptOf, helpDeskCode, lacksSdk, passOn } from './sign-in.finish.ts'
import { knownClientOf, type LoadedSignIn, loadUserForMove } from './sign-in.load.ts'

import { secondOffers } from './sign-in.offers.ts'
import type { Move, SignInFacts } from './sign-in.status.ts'
import { addFact, chargeSecondTry, returnSecondTry, type SignInRow } from './sign-in.store.ts'

export interface SecondInput extends FactorInput {
  strategy: SecondStepStrategy
  /** Not to ask for the second step in this browser for a while. */
  remember_device?: boolean | undefined
}

/** Where the user has no second factor, the same calls carry the code that makes an unknown browser known. */
const preparing = ({ needsTrust }: SignInFacts): Move => (needsTrust ? 'prepare_trust' : 'prepare_second')
const attempting = ({ needsTrust }: SignInFacts): Move => (needsTrust ? 'attempt_trust' : 'attempt_second')

type Known = Awaited<ReturnType<typeof loadUserForMove>>

/** Sends the code of a phone; for other factors nothing is sent and the step is accepted, so that one client code fits all (S56). */
export async function prepareSecond(scope: Scope, id: string, input: SecondInput): Promise<void> {
  const loaded = await loadUserForMove(scope.context.db, scope, id, preparing)
  const factor = offered(scope, loaded, input.strategy)
  await refuseLocked(scope, subject(scope, loaded), 'second')
  await factor.prepare?.(scope, attemptOf(loaded), input)
}

/** Proves the second factor. Five wrong tries end the attempt, ten in a row lock the user, whichever factors they were on (R100). */
export async function attemptSecond(scope: Scope, id: string, input: SecondInput): Promise<void> {
  const loaded = await loadUserForMove(scope.context.db, scope, id, attempting)
  const factor = offered(scope, loaded, input.strategy)
  const trust = trustOf(scope, loaded, input)
  try {
    const counted = subject(scope, loaded)
    const outcome = await prove(scope, factor, attemptOf(loaded), counted, input, triesOf(scope, id))
    const recordProof = loaded.facts.needsTrust ? recordTrust : recordSecond
    await passOn(scope, loaded, attempting(loaded.facts), outcome, (trx, fresh) =>
      recordProof(trx, scope, loaded, { ...outcome, trust }, fresh),
    )
    Object.assign(scope.cookie, trust && { trust: trust.cookie })
  } catch (error) {
    if (error instanceof AppError && wrongProofs.includes(error.code)) await tellOwner(scope, loaded)
    throw error
  }
}

/** Never by a code that was saved on paper: it stands in for a device that is not at hand, and ends trust instead (R96, R97). */
function trustOf(scope: Scope, { row, user, facts }: Known, input: SecondInput): Trust | null {
  const isProof = !facts.needsTrust && input.strategy !== 'backup_code'
  const isWished = input.remember_device === true && mayTrustDevices(scope.instance)
  return isProof && isWished ? newTrust(scope, row.client_id, user.user.id) : null
}

type Trust = ReturnType<typeof newTrust>

const wrongProofs: readonly string[] = ['form_code_incorrect', 'passkey_incorrect']

function subject(scope: Scope, { row, user }: Known): string {
  return subjectOf(scope, user.user.id, row.id, knownClientOf(row))
}

/** Five tries are what one attempt gets, however the user's own budget stands (R100). */
function triesOf(scope: Scope, id: string): Tries {
  return {
    async take(trx) {
      const isWithin = await chargeSecondTry(trx, id, scope.instance.settings.codes.attempts)
      if (!isWithin) throw new AppError('verification_failed')
    },
    giveBack: (trx) => returnSecondTry(trx, id),
  }
}

async function recordSecond(
  trx: Trx,
  scope: Scope,
  loaded: LoadedSignIn,
  { proof, trust }: Outcome & { trust: Trust | null },
  user: UserFacts,
): Promise<Partial<SignInRow> | null> {
  const strategy = proof.isByHelpDesk ? helpDeskCode : proof.strategy
  if (strategy === helpDeskCode) await notify(trx, scope, user, 'help_desk_code_used')
  else await updateUser(trx, user.user.id, { last_second_factor: strategy })
  if (strategy === 'backup_code') await tellCodeUsed(trx, scope, user)
  if (trust) await storeTrust(trx, scope, trust, user)
  await record(trx, scope, 'sign_in.second_factor', { userId: user.user.id, details: { strategy } })
  const added = { second_strategy: strategy, second_at: scope.now }
  return (await addFact(trx, loaded.row.id, 'second_at', added)) ? added : null
}

async function storeTrust(trx: Trx, scope: Scope, trust: Trust, facts: UserFacts): Promise<void> {
  await trust.store(trx, facts.user)
  await notify(trx, scope, facts, 'browser_trusted', deviceDetail(languageFor(scope, facts), scope.userAgent, scope.ip))
}

/** Never as a second factor: the session must not be taken for one that was opened with two (R98). */
async function recordTrust(
  trx: Trx,
  scope: Scope,
  loaded: LoadedSignIn,
  { proof: { strategy } }: Outcome,
  user: UserFacts,
): Promise<Partial<SignInRow> | null> {
  await record(trx, scope, 'sign_in.client_trusted', { userId: user.user.id, details: { strategy } })
  const added = { trust_strategy: strategy, trusted_at: scope.now }
  return (await addFact(trx, loaded.row.id, 'trusted_at', added)) ? added : null
}

/** The right password with a wrong second step is what a stolen password looks like: its owner is told, once a day at most (R63). */
async function tellOwner(scope: Scope, { row, user }: Known): Promise<void> {
  await transact(scope.context.db, async (trx) => {
    await record(trx, scope, 'sign_in.second_factor_failed', { userId: user.user.id })
    if (row.first_strategy === 'password') await notifyDaily(trx, scope, user, 'second_factor_failed')
  })
}

function offered(scope: Scope, loaded: Known, strategy: SecondStepStrategy) {
  const offers = secondOffers(scope, loaded)
  const factor = loaded.facts.needsTrust ? trustFactorOf(strategy) : factorOf(strategy, 'second')
  if (factor && offers.some((offer) => offer.strategy === strategy)) return factor
  const isLacking = !loaded.facts.needsTrust && lacksSdk(scope, loaded.row, loaded.user)
  throw new AppError(isLacking ? 'second_factor_needs_newer_sdk' : 'strategy_for_user_invalid')
}
