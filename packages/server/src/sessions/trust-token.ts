import { clientTokens } from '../http/cookies.ts'
import type { Scope } from '../http/scope.ts'
import { trustToken } from '../http/trust-cookie.ts'
import { hashToken } from '../lib/hashing.ts'
import type { Keyring } from '../lib/keyring.ts'
import { token } from '../lib/random.ts'
import type { TrustedDeviceRow } from './trusted-devices.store.ts'

/** `<family>.<secret>`: every token of a device begins with the same family, so that one used long ago is still recognized as its own. */
export interface TrustToken {
  value: string
  tokenHash: string
  /** Null for a token from before there were families. */
  familyHash: string | null
}

function read(value: string): TrustToken {
  const [family, secret] = value.split('.')
  return { value, tokenHash: hashToken(value), familyHash: secret && family ? hashToken(family) : null }
}

export function newTrustToken(random: Parameters<typeof token>[0]): TrustToken {
  return read(`${token(random)}.${token(random)}`)
}

/**
 * Returns the token that takes the place of this one: the same however often it is asked for. A browser that shows a token again because
 * the answer with the next one was lost, or because two of its tabs sign in at once, so never holds one that another answer replaced.
 * Only the server can derive it.
 */
export function tokenAfter({ value }: TrustToken, keyring: Pick<Keyring, 'mac'>): TrustToken {
  const [family = '', secret] = value.split('.')
  const derived = (what: string) => hashToken(keyring.mac('trusted_device', `${what} ${value}`))
  return read(`${secret ? family : derived('family')}.${derived('next')}`)
}

/** The token that came with the request, if it can be one of this user. */
export function shownToken({ sentCookies }: Scope, userId: string): TrustToken | null {
  const value = trustToken(sentCookies, userId)
  return value === null ? null : read(value)
}

/** The latest client cookies that a used token came with: enough for one that changes while a sign-in whose answer was lost is repeated. */
const mostClients = 3

/** Hashes of the client cookies of the request, known ones and others. */
function shownClients({ sentCookies, instance, clientToken }: Scope): string[] {
  const sent = clientTokens(sentCookies, instance.publishableKey)
  return [...new Set([...(clientToken === null ? [] : [clientToken]), ...sent])].map(hashToken)
}

export function isFromSameClient(scope: Scope, { used_clients }: Pick<TrustedDeviceRow, 'used_clients'>): boolean {
  const known = used_clients?.split(' ') ?? []
  return shownClients(scope).some((hash) => known.includes(hash))
}

/** What is noted of the client cookies: those before, those of this request, and one that it is given. */
export function clientsWith(scope: Scope, before: string | null, given: readonly string[] = []): string | null {
  const all = [...new Set([...(before?.split(' ') ?? []), ...shownClients(scope), ...given])]
  return all.length === 0 ? null : all.slice(-mostClients).join(' ')
}
