import { AppError } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { orFailed, usedBefore } from '../../audit/failed.ts'
import type { Trx } from '../../db/open.ts'
import type { Attempt } from '../../factors/factor.ts'
import { needsNewerSdk } from '../../factors/index.ts'
import type { Outcome } from '../../factors/prove.ts'
import type { CookieChange } from '../../http/cookies.ts'
import type { Scope } from '../../http/scope.ts'
import { askerOf } from '../../limits/asker.ts'
import { deviceDetail } from '../../messages/details.ts'
import { languageFor, notify } from '../../messages/outgoing.ts'

import { admit } from '../../policy/admit.ts'
import { decidedBy, writeReceipt } from '../../policy/receipts.ts'
import { decisionFor, whyAsked } from '../../policy/second-step.ts'

import { cancelRecovery } from '../../recoveries/cancel.ts'

import { reloadClient } from '../../sessions/clients.store.ts'
import { endRecovered } from '../../sessions/ending.ts'
import { sealFinished } from '../../sessions/finished.ts'
import { openSession } from '../../sessions/open.ts'
import { inProof } from '../../sessions/renewal.ts'
import { hasSignedInBefore } from '../../sessions/sessions.store.ts'
import { useTrust } from '../../sessions/trusted-devices.ts'
import type { UserFacts } from '../../users/facts.ts'
import { holdUser, updateUser } from '../../users/users.store.ts'
import { actorOf, factsOf, knownClientOf, type LoadedSignIn, loadUserForMove } from './sign-in.load.ts'
import { type Move, nextStep, skipsSecond } from './sign-in.status.ts'
import { addFact, nameUser, type SignInRow } from './sign-in.store.ts'

/** How a second step by a code of the help desk is written down. It has proven no factor of the user’s. */
export const helpDeskCode = 'help_desk_code'

export function attemptOf({ row, user }: LoadedSignIn): Attempt {
  const asker = askerOf(knownClientOf(row), row.first_at !== null)
  return { purpose: 'sign_in', id: row.id, facts: user, identifierKey: row.identifier ?? row.id, asker }
}

/**
 * Carries a proof into the attempt: renews the client's token, claims the proof, records it and opens the door when nothing is left, all in one transaction. The attempt,
 * the user and the policy are read again inside it, so what changed meanwhile counts (R59) and of many callers one gets through (R6).
 */
export async function passOn(
  scope: Scope,
  loaded: LoadedSignIn,
  move: Move,
  outcome: Outcome,
  recordProof: (trx: Trx, user: UserFacts) => Promise<Partial<SignInRow> | null>,
  owner: UserFacts | null = null,
): Promise<void> {
  const carried = inProof(scope, { signIn: loaded.row }, async (trx) => {
    if (owner) await nameUser(trx, loaded.row.id, owner.user)
    const { row, user } = await loadUserForMove(trx, scope, loaded.row.id, move)
    await holdUser(trx, scope, user.user)
    if (user.user.banned_at !== null) throw new AppError('user_banned')
    const added = (await outcome.proof.claim(trx)) ? await recordProof(trx, user) : null
    if (!added) throw new AppError('form_code_incorrect', {}, { cause: usedBefore })
    await outcome.absolve(trx)
    const grown = { ...row, ...added }
    return openIfFinished(trx, scope, { row: grown, user, facts: factsOf(scope, grown, user) })
  })
  const userId = owner?.user.id ?? loaded.row.user_id
  const guess = { userId, purpose: 'sign_in', strategy: outcome.proof.strategy }
  conclude(scope, await orFailed(scope, guess, outcome.recorded(carried)))
}

/**
 * What the browser is told, or that the door stays shut; null when something is still to be done. `unsupported`: the second factor is to be proven,
 * and the SDK of this page cannot ask for any that the user has.
 */
export type Ended = CookieChange | 'refused' | 'unsupported' | null

/** After the commit: what was proven and decided is written down, also when nobody gets in. */
export function conclude(scope: Scope, ended: Ended): void {
  if (ended === 'refused') throw new AppError('mfa_enrolment_overdue')
  if (ended === 'unsupported') throw new AppError('second_factor_needs_newer_sdk')
  Object.assign(scope.cookie, ended)
}

/** Opens the door when every proof is there and policy lets the user in. */
export async function openIfFinished(trx: Trx, scope: Scope, loaded: LoadedSignIn): Promise<Ended> {
  const { row, user, facts } = loaded
  const { first_strategy, first_at } = row
  const step = nextStep(facts)
  if (user && step === 'needs_second_factor') await tellAsked(trx, scope, row, user)
  if (user && step === 'needs_second_factor' && lacksSdk(scope, row, user)) return 'unsupported'
  if (!user || facts.isOver || step !== null || first_at === null || first_strategy === null) return null
  const actor = actorOf(row)
  // Somebody who acts as the user tells them nothing, and begins nothing of theirs.
  const decision = await (actor === null
    ? admit(trx, scope, user)
    : decisionFor(user, scope.instance.settings, scope.now))
  const receipt = { ...decidedBy(scope, user, decision), moment: 'session', signInId: row.id } as const
  if (decision.outcome === 'refuse') {
    await writeReceipt(trx, scope, user.user.id, receipt)
    return 'refused'
  }
  const impersonation = actor === null ? null : { actor, seconds: row.session_seconds }
  const trust = await skipSecond(trx, scope, loaded, user)
  const isKnownDevice = await hasSignedInBefore(trx, row.client_id, user.user.id)
  const isFirstEver = user.user.last_sign_in_at === null
  const session = await openSession(
    trx,
    scope,
    sealFinished({
      userId: user.user.id,
      epoch: user.user.epoch,
      clientId: row.client_id,
      firstStrategy: first_strategy,
      // Nobody proved to be the user, so nothing of theirs is fresh.
      firstAt: impersonation ? null : first_at,
      secondStrategy: row.second_strategy,
      // Nothing of theirs is fresh: support may have been talked into it.
      secondAt: row.second_strategy === helpDeskCode ? null : row.second_at,
      impersonation,
    }),
  )
  await complete(trx, row.id, session.id)
  // Whoever has the second factor has not lost it.
  const hasFactor = row.second_at !== null && row.second_strategy !== helpDeskCode
  if (hasFactor) await cancelRecovery(trx, scope, user, 'signed_in')
  // Who acts as a user is told of in other words, and teaches us no language.
  if (isKnownDevice || isFirstEver) await (impersonation ? null : learnLanguage(trx, scope, user))
  else if (!impersonation)
    await notify(trx, scope, user, 'new_device', deviceDetail(languageFor(scope, user), scope.userAgent, scope.ip))
  await writeReceipt(trx, scope, user.user.id, { ...receipt, sessionId: session.id })
  await record(trx, scope, 'sign_in.completed', { userId: user.user.id, details: { session_id: session.id } })
  if (impersonation) {
    const who = JSON.parse(impersonation.actor)
    const details = { session_id: session.id, actor: who }
    await notify(trx, scope, user, 'impersonated')
    await record(trx, scope, 'impersonation.started', { userId: user.user.id, actorId: who.sub, details })
  }
  scope.client = await reloadClient(trx, row.client_id)
  return trust
}

/** Whether none of the user's second factors can be proven in the API version of this request. */
export function lacksSdk({ instance, now, apiVersion }: Scope, row: SignInRow, user: UserFacts): boolean {
  return needsNewerSdk(user, instance.settings, row.first_strategy, now, apiVersion)
}

/** Where the browser is trusted, the second step was left out. The session says so: it has one factor, and sensitive changes ask for the other (R98). */
async function skipSecond(
  trx: Trx,
  scope: Scope,
  { row, facts }: LoadedSignIn,
  user: UserFacts,
): Promise<CookieChange> {
  if (row.trusted_by === null || !skipsSecond(facts)) return {}
  const trust = await useTrust(trx, scope, user.user.id, row.trusted_by, row.client_id)
  const decided = decidedBy(scope, user, decisionFor(user, scope.instance.settings, scope.now))
  const leftOut = { ...decided, reason: 'trusted_browser', outcome: 'left_out', moment: 'second_step' } as const
  await writeReceipt(trx, scope, user.user.id, { ...leftOut, signInId: row.id })
  return { trust }
}

/** The second step is asked for; written down once, because each attempt comes to it once. */
async function tellAsked(trx: Trx, scope: Scope, row: SignInRow, user: UserFacts): Promise<void> {
  const { settings } = scope.instance
  const decision = decisionFor(user, settings, scope.now)
  const asked = { ...decidedBy(scope, user, decision), ...whyAsked(user, settings, scope.now), outcome: 'asked' }
  await writeReceipt(trx, scope, user.user.id, { ...asked, moment: 'second_step', signInId: row.id })
}

/**
 * Opens the session of a recovery: it may set up a new second factor, and nothing else. There is one at most; a person whose browser was
 * closed proves everything again and gets another in its place.
 */
export async function openForRecovery(
  trx: Trx,
  scope: Scope,
  { row, user }: LoadedSignIn & { user: UserFacts },
  recoveryId: string,
): Promise<void> {
  await endRecovered(trx, scope, recoveryId)
  const session = await openSession(
    trx,
    scope,
    sealFinished({
      userId: user.user.id,
      epoch: user.user.epoch,
      clientId: row.client_id,
      firstStrategy: String(row.first_strategy),
      // The mailbox was proven just now.
      firstAt: scope.now,
      secondStrategy: null,
      secondAt: null,
      recoveryId,
    }),
  )
  await complete(trx, row.id, session.id)
  await notify(trx, scope, user, 'new_device', deviceDetail(languageFor(scope, user), scope.userAgent, scope.ip))
  await record(trx, scope, 'recovery.opened', {
    userId: user.user.id,
    details: { recovery_id: recoveryId, session_id: session.id },
  })
  scope.client = await reloadClient(trx, row.client_id)
}

/** Of two that open a session for one attempt, one does. */
async function complete(trx: Trx, id: string, sessionId: string): Promise<void> {
  if (!(await addFact(trx, id, 'session_id', { session_id: sessionId }))) throw new AppError('step_not_allowed')
}

/** From a browser of theirs only: a stranger with the password must not choose what the owner can read. */
async function learnLanguage(trx: Trx, { locale }: Scope, { user }: UserFacts): Promise<void> {
  if (user.locale === null && locale !== null) await updateUser(trx, user.id, { locale })
}
