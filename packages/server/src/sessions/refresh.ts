import { AppError } from '@countersign/contract'
import type { ClientRow, Scope, SessionRow } from '../http/scope.ts'
import { noticeInUse } from '../policy/admit.ts'
import { isBarred } from '../policy/tasks.ts'
import { loadFacts } from '../users/facts.store.ts'
import { findClientById } from './clients.store.ts'
import { keepAlive } from './end.ts'
import { idleSince } from './lifetime.ts'
import { readToken } from './read-token.ts'
import { findLiveSession } from './sessions.store.ts'
import { mintToken } from './tokens.ts'

interface Sealed {
  origin: string
  client: string
}

const bindingOf = ({ instance }: Pick<Scope, 'instance'>, sessionId: string) =>
  ({ purpose: 'refresh', row: sessionId, owner: instance.id }) as const

/**
 * What an app's server exchanges for the next token of this session. Sealed, not stored: it is bound to the session, to the app, and to
 * the client's token beside which it was made, so that it dies with the session and with every rise in privilege (R88).
 */
export function sealRefresh(scope: Scope, session: SessionRow, client: ClientRow, origin: string): string {
  const sealed: Sealed = { origin, client: client.token_hash }
  return scope.context.keyring.seal(JSON.stringify(sealed), bindingOf(scope, session.id))
}

export interface RefreshCall {
  refreshToken: string
  /** The token that ran out; it shows that the caller once held one of this session. */
  expiredToken: string
  origin: string
}

/** The next token. Session, user and policy are read afresh, as at any mint (R59). */
export async function refreshSession(scope: Scope, sessionId: string, call: RefreshCall): Promise<string> {
  const { context, instance, now } = scope
  const sealed = open(scope, sessionId, call.refreshToken)
  const expired = await readToken(context, instance.id, call.expiredToken)
  if (sealed?.origin !== call.origin || expired?.sid !== sessionId) throw new AppError('refresh_token_invalid')
  const live = { id: sessionId, instanceId: instance.id, now, idleSince: idleSince(scope) }
  const session = await findLiveSession(context.db, live)
  const client = session && (await findClientById(context.db, session.client_id))
  if (!client || client.token_hash !== sealed.client || client.cookie_expires_at <= now) {
    throw new AppError('refresh_token_invalid')
  }
  const facts = await loadFacts(context.db, instance.id, session.user_id)
  if (!facts || isBarred(facts, instance.settings, session, now)) throw new AppError('refresh_token_invalid')
  await keepAlive(scope, session)
  await noticeInUse(scope, facts, session)
  return mintToken({ ...scope, origin: call.origin }, session, facts)
}

function open(scope: Scope, sessionId: string, text: string): Sealed | null {
  try {
    return JSON.parse(scope.context.keyring.open(text, bindingOf(scope, sessionId)))
  } catch {
    // Why it does not open is told to nobody (R118).
    return null
  }
}
