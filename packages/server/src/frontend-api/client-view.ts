import { AppError, type ClientView, type SessionView, type SignInView, type SignUpView } from '@countersign/contract'
import { signInView } from '../flows/sign-in/sign-in.view.ts'
import { signUpView } from '../flows/sign-up/sign-up.view.ts'
import type { ClientRow, Scope } from '../http/scope.ts'

import { factsIn } from '../policy/recovery.ts'

import { isBarred } from '../policy/tasks.ts'

import { findClientById } from '../sessions/clients.store.ts'
import { idleSince } from '../sessions/lifetime.ts'
import { asSeen, holdsToken } from '../sessions/past.ts'
import { liveSessions } from '../sessions/sessions.store.ts'
import { loadFacts } from '../users/facts.store.ts'
import type { UserFacts } from '../users/facts.ts'
import { sessionView } from './views/session-view.ts'

/** The client as it is after this request: how an SDK learns of new sessions, ended ones and fresh tokens. */
export async function clientView(scope: Scope, answered?: unknown): Promise<ClientView | null> {
  if (scope.past) return unchangedClientView(scope)
  const client = scope.client ? await findClientById(scope.context.db, scope.client.id) : undefined
  // A proof that came meanwhile is for the holder of the token that it made.
  if (client && !holdsToken(scope.held, client.token_hash)) return null
  return noteUat(scope, client ? await viewOf(scope, client, answered) : null)
}

/** As `clientView`, for a request that changed nothing: the row that the cookie led to is the row there is. */
export async function unchangedClientView(scope: Scope): Promise<ClientView | null> {
  return noteUat(scope, scope.client ? await viewOf(scope, scope.client, undefined) : null)
}

/**
 * Who tells about the client tells the cookie too when the active session was opened: 0 for nobody. Never younger than that, because
 * servers take a token that is older than this time for one from before the last sign-in.
 */
function noteUat(scope: Scope, view: ClientView | null): ClientView | null {
  const active = view?.sessions.find((session) => session.id === view.last_active_session_id)
  scope.cookie.uat = active ? Math.floor(active.created_at / 1000) : 0
  return view
}

async function viewOf(scope: Scope, client: ClientRow, answered: unknown): Promise<ClientView> {
  const { db } = scope.context
  const all = await liveSessions(db, {
    instanceId: scope.instance.id,
    clientId: client.id,
    now: scope.now,
    idleSince: idleSince(scope),
  })
  const live = asSeen(scope, all)
  const sessions: SessionView[] = []
  const known = new Map<string, UserFacts>()
  for (const session of live) {
    const facts = await loadFacts(db, scope.instance.id, session.user_id)
    if (facts) known.set(session.user_id, facts)
    const isOpen = facts !== null && !isBarred(facts, scope.instance.settings, session, scope.now)
    if (isOpen) sessions.push(await sessionView(scope, session, factsIn(session, facts)))
  }
  const isLive = (id: string | null) => sessions.some((session) => session.id === id)
  const signIn = await ifThere<SignInView>(client.sign_in_id, answered, (id) => signInView(scope, id, known))
  const signUp = await ifThere<SignUpView>(client.sign_up_id, answered, (id) => signUpView(scope, id))
  return {
    object: 'client',
    id: client.id,
    sessions,
    sign_in: leadsSomewhere(signIn, isLive) ? signIn : null,
    sign_up: leadsSomewhere(signUp, isLive) ? signUp : null,
    last_active_session_id: isLive(client.last_active_session_id)
      ? client.last_active_session_id
      : (sessions.at(-1)?.id ?? null),
    last_authentication_strategy: client.last_strategy,
    cookie_expires_at: client.cookie_expires_at,
    captcha_bypass: false,
    created_at: client.created_at,
    updated_at: client.updated_at,
  }
}

/** A finished attempt whose session was ended since would have a browser open that session for ever. */
function leadsSomewhere(attempt: SignInView | SignUpView | null, isLive: (id: string) => boolean): boolean {
  const id = attempt?.created_session_id ?? null
  return id === null || isLive(id)
}

/** An attempt goes with its user, or with the sweep; the client that named it stays. */
async function ifThere<T extends { id: string }>(
  id: string | null,
  answered: unknown,
  view: (id: string) => Promise<T>,
): Promise<T | null> {
  if (id === null) return null
  if (typeof answered === 'object' && answered !== null && 'id' in answered && answered.id === id) return answered as T
  try {
    return await view(id)
  } catch (error) {
    if (error instanceof AppError && error.code === 'resource_not_found') return null
    throw error
  }
}
