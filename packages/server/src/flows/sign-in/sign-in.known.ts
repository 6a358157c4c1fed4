import type { ClientRow, Scope } from '../../http/scope.ts'
import { signsInByNumber } from '../../policy/identifiers.ts'
import { isKnownNow } from '../../sessions/sessions.store.ts'
import { nobody } from '../../users/facts.store.ts'
import { readIdentifier } from '../../users/identifier.ts'
import { findUserId } from '../../users/users.store.ts'
import { findSignIn } from './sign-in.store.ts'

/**
 * Whether the browser is one that the owner of the password which a request brings has signed in with. Reads only: it is asked before
 * anything is spent on the request. Someone else's account makes no browser known, so that strangers who have an account of their own
 * guess among the strangers.
 */
export async function isKnownTo(
  scope: Scope,
  client: ClientRow,
  about: { identifier?: unknown; id?: unknown },
): Promise<boolean> {
  const { db } = scope.context
  if (typeof about.identifier === 'string') {
    const identifier = readIdentifier(about.identifier, signsInByNumber(scope.instance.settings))
    const userId = identifier ? await findUserId(db, scope.instance.id, identifier) : null
    // Asked for an unknown identifier as well, so that the time it takes tells nothing (R110).
    return isKnownNow(db, { clientId: client.id, userId: userId ?? nobody })
  }
  if (typeof about.id === 'string') return (await findSignIn(db, about.id, client.id))?.known_client === 1
  return isKnownNow(db, { clientId: client.id })
}
