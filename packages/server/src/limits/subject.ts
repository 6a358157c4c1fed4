import type { Scope, SessionScope } from '../http/scope.ts'

/**
 * Whose failures count together: a user's, or those of an identifier nobody owns, so that both lock alike (R104). In a browser that the user is
 * known in they are counted apart: whoever floods an account from elsewhere does not lock its owner out there (R103).
 */
export function subjectOf(
  scope: Scope,
  userId: string | null,
  identifierKey: string,
  knownClient: string | null = null,
): string {
  if (userId !== null && knownClient !== null) return `${userId}@${knownClient}`
  // Made for a user as well, so that the time it takes tells nothing (R110).
  const mac = scope.context.keyring.mac('identifier', `${scope.instance.id}|${identifierKey}`)
  return userId ?? `identifier:${mac}`
}

/** Of a session whose user opened it themselves, and to whose account nothing has happened since. */
export function subjectOfSession({ session, user, client }: SessionScope): string {
  const isTheirs = session.epoch === user.epoch && session.first_verified_at !== null && session.actor === null
  return isTheirs ? `${user.id}@${client.id}` : user.id
}

export function isKnown(subject: string): boolean {
  return subject.includes('@')
}

/** Whoever it is, wherever they are. */
export function ownerOf(subject: string): string {
  return subject.split('@', 1)[0] ?? subject
}
