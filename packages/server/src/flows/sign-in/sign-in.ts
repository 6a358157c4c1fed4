import { AppError, type FirstStrategy } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { transact } from '../../db/transact.ts'
import { factorOf } from '../../factors/index.ts'
import { ask } from '../../factors/passkey/passkey.ts'
import { findTicket } from '../../factors/ticket/ticket.store.ts'
import type { Scope } from '../../http/scope.ts'
import { hashToken } from '../../lib/hashing.ts'
import { newId } from '../../lib/ids.ts'
import { cleanText } from '../../lib/typed.ts'
import { giveBackToLimit, takeFromLimit } from '../../limits/take.ts'
import { signsInByNumber } from '../../policy/identifiers.ts'
import { ensureClient } from '../../sessions/clients.ts'
import { isKnownClient } from '../../sessions/sessions.store.ts'
import { refuseSecondSession } from '../../sessions/single.ts'
import { trustShown } from '../../sessions/trusted-devices.ts'
import { loadFacts, nobody } from '../../users/facts.store.ts'
import type { UserFacts } from '../../users/facts.ts'
import { readIdentifier } from '../../users/identifier.ts'
import { loadNamed } from '../../users/named.store.ts'
import { findUserId } from '../../users/users.store.ts'
import { attemptFirstOf, prepareFirst } from './sign-in.first.ts'
import { factsOf, refuseSignedIn } from './sign-in.load.ts'
import { insertSignIn, type SignInRow } from './sign-in.store.ts'

/** An attempt ends ten minutes after it began, whatever happens in between (R56). */
export const attemptLife = 600_000

export interface StartInput {
  identifier?: string | undefined
  password?: string | undefined
  strategy?: FirstStrategy | undefined
  ticket?: string | undefined
}

/** Begins a sign-in, in place of any earlier one of this client: proofs never carry over (R55). */
export async function startSignIn(scope: Scope, input: StartInput): Promise<string> {
  if (scope.client) await refuseSecondSession(scope.context.db, scope, scope.client.id)
  if (input.strategy === 'ticket') return startWithTicket(scope, input.ticket)
  if (!input.identifier && input.strategy === 'passkey') return startWithPasskey(scope)
  if (!input.identifier) return (await insert(scope, null, null)).id
  const identifier = readIdentifier(input.identifier, signsInByNumber(scope.instance.settings))
  const userId = identifier ? await findUserId(scope.context.db, scope.instance.id, identifier) : null
  const key = identifier?.key ?? cleanText(input.identifier).toLowerCase().slice(0, 254)
  const facts = await loadNamed(scope.context.db, scope, { userId, identifier: key })
  if (!facts && !scope.instance.settings.enumeration_protection) throw new AppError('form_identifier_not_found')
  await refuseSignedIn(scope, facts)
  const signIn = await insert(scope, key, facts)
  const begun = { row: signIn, user: facts, facts: factsOf(scope, signIn, facts) }
  if (input.password !== undefined)
    await attemptFirstOf(scope, begun, { strategy: 'password', password: input.password })
  else if (input.strategy && factorOf(input.strategy, 'first')?.prepare)
    await prepareFirst(scope, signIn.id, { strategy: input.strategy })
  return signIn.id
}

/**
 * A ticket names its user by itself and stands for the first factor; the second is asked for as ever. Only a ticket made for somebody who
 * acts as the user is not: that is what it is for, and its session says so. A security event voids what was made before it (R61).
 */
async function startWithTicket(scope: Scope, ticket: string | undefined): Promise<string> {
  if (!ticket) throw new AppError('form_param_missing', { param_name: 'ticket' })
  const { db } = scope.context
  const found = await findTicket(db, { hash: hashToken(ticket), instanceId: scope.instance.id, now: scope.now })
  const facts = await loadFacts(db, scope.instance.id, found?.user_id ?? nobody)
  if (!found || !facts || (found.epoch ?? facts.user.epoch) !== facts.user.epoch) throw new AppError('attempt_expired')
  const signIn = await insert(scope, null, facts, { actor: found.actor, session_seconds: found.session_seconds })
  const begun = { row: signIn, user: facts, facts: factsOf(scope, signIn, facts) }
  await attemptFirstOf(scope, begun, { strategy: 'ticket', ticket })
  return signIn.id
}

/** Nobody says who they are: every browser gets the same answer, and the passkey names its user (R40). */
async function startWithPasskey(scope: Scope): Promise<string> {
  // A signature cannot be guessed. Counted as a sign-in, an office that only opens its sign-in pages would be refused.
  await takeFromLimit(scope, 'passkey_offer')
  await giveBackToLimit(scope, 'sign_in_start')
  if (!scope.instance.settings.first_factors.passkey) throw new AppError('strategy_for_user_invalid')
  const { id } = await insert(scope, null, null, { by_passkey: 1 })
  await ask(scope, id, 'first')
  return id
}

async function insert(
  scope: Scope,
  identifier: string | null,
  facts: UserFacts | null,
  how: Partial<Pick<SignInRow, 'actor' | 'session_seconds' | 'by_passkey'>> = {},
): Promise<SignInRow> {
  const { context, now } = scope
  const { client, store, keep } = ensureClient(scope)
  const isKnown = await isKnownIn(scope, client.id, facts)
  const row: SignInRow = {
    id: newId('sia', context),
    instance_id: scope.instance.id,
    client_id: client.id,
    identifier,
    user_id: facts?.user.id ?? null,
    epoch: facts?.user.epoch ?? 0,
    first_strategy: null,
    first_at: null,
    first_identification_id: null,
    reset_at: null,
    new_password_at: null,
    second_strategy: null,
    second_at: null,
    second_tries: 0,
    known_client: isKnown ? 1 : 0,
    trust_strategy: null,
    trusted_at: null,
    trusted_by: await trustShown(scope, facts, client.token_hash),
    session_id: null,
    actor: null,
    session_seconds: null,
    by_passkey: 0,
    created_at: now,
    expires_at: now + attemptLife,
    ...how,
  }
  await transact(context.db, async (trx) => {
    await store(trx)
    await insertSignIn(trx, row)
    await record(trx, scope, 'sign_in.started', { userId: row.user_id, details: { sign_in_id: row.id } })
  })
  keep()
  scope.client = { ...client, sign_in_id: row.id }
  return row
}

/** A security event voids the attempt, so what holds at its start holds at its end. The same is read for nobody, so that its time tells nothing (R110). */
function isKnownIn({ context }: Scope, clientId: string, facts: UserFacts | null): Promise<boolean> {
  return isKnownClient(context.db, { clientId, userId: facts?.user.id ?? nobody, epoch: facts?.user.epoch ?? 0 })
}
