import { addressNetwork } from '../http/client-address.ts'
import type { Scope, SessionScope } from '../http/scope.ts'
import { isKnown, subjectOfSession } from './subject.ts'

/**
 * Who asks for a code. Each kind has budgets of its own (decision 19), so that a stranger, who knows an address or a number at most, uses up
 * nothing of the account's owner.
 */
export type Asker =
  /** A browser that the user is known in (`sessions.epoch`), or a session of theirs. */
  | { kind: 'known'; client: string }
  /** The first factor was proven in this attempt. */
  | { kind: 'proven' }
  /** Gave a right code to this attempt already, where one is not enough (`limits/code-tries.ts`). */
  | { kind: 'confirming' }
  /** Proved nothing, and names an account's verified address or number. Answers are the same where there is no such account. */
  | { kind: 'stranger' }
  /** Names an address or number that is not verified yet: a sign-up, or one that is added to an account. */
  | { kind: 'newcomer' }

/** Of one attempt to sign in. */
export function askerOf(knownClient: string | null, hasFirst: boolean): Asker {
  if (knownClient !== null) return { kind: 'known', client: knownClient }
  return { kind: hasFirst ? 'proven' : 'stranger' }
}

/** Of a session whose user proves a factor again. */
export function askerOfSession(scope: SessionScope): Asker {
  return isKnown(subjectOfSession(scope)) ? { kind: 'known', client: scope.client.id } : { kind: 'proven' }
}

/** What shares a budget. Strangers share one for each destination; `networkOf` tells those of one network from others. */
export function groupOf(asker: Asker): string {
  return asker.kind === 'known' ? `known ${asker.client}` : asker.kind
}

/** The network of the caller, as a MAC: a copy of the database does not tell who called. */
export function networkOf({ context, instance, ip }: Scope): string {
  return context.keyring.mac('limit', `${instance.id}|network|${addressNetwork(ip)}`)
}
