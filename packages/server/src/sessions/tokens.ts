import { sign } from 'node:crypto'
import { promisify } from 'node:util'
import type { Scope, SessionRow } from '../http/scope.ts'
import { ages } from '../policy/freshness.ts'
import { tasksOf } from '../policy/second-step.ts'
import type { UserFacts } from '../users/facts.ts'
import { provenBy } from './guard.ts'
import { keepBounded } from './keep-bounded.ts'
import { signingKey } from './signing-keys.ts'

const signAsync = promisify<string, Buffer, import('node:crypto').KeyObject, Buffer>(sign)
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Type marker of session tokens; verifiers of the protocol refuse others. */
export const category = 'cl_B7d4PD111AAA'

/** Signs a session token now (RS256, RFC 7519). Whether the session may have one was decided by the caller's guard, fresh (R59). */
export async function mintToken(scope: Scope, session: SessionRow, facts: UserFacts): Promise<string> {
  const { instance, context, now } = scope
  const issuedAt = Math.floor(now / 1000)
  const claims = {
    iss: `https://${instance.host}`,
    sub: session.user_id,
    sid: session.id,
    iat: issuedAt,
    nbf: issuedAt - 10,
    exp: issuedAt + instance.settings.sessions.token_seconds,
    jti: context.random.bytes(10).toString('hex'),
    v: 2,
    ...(scope.origin ? { azp: scope.origin } : {}),
    fva: ages(provenBy(session), now),
    sts: tasksOf(facts, instance.settings).length > 0 ? 'pending' : 'active',
  }
  return signClaims(scope, { cat: category, oiat: issuedAt }, claims)
}

/** RS256 under the instance's key. What is no session token carries no `cat` (and no `sub`), so that none passes for one. */
export async function signClaims({ context, instance }: Scope, header: object, claims: object): Promise<string> {
  const { kid, key } = await signingKey(context, instance.id)
  const input = `${encode({ alg: 'RS256', typ: 'JWT', kid, ...header })}.${encode(claims)}`
  const signature = await signAsync('RSA-SHA256', Buffer.from(input), key)
  return `${input}.${signature.toString('base64url')}`
}

interface Kept {
  jwt: string
  expiresAt: number
  fingerprint: string
}
const kept = new Map<string, Kept>()
const mostKept = 20_000

/**
 * A token for the piggybacked client: signing is the dearest step of an answer, so one with more than half its life left and the same
 * claims is sent again.
 */
export async function currentToken(scope: Scope, session: SessionRow, facts: UserFacts): Promise<string> {
  const { settings, id } = scope.instance
  const life = settings.sessions.token_seconds * 1000
  const fingerprint = JSON.stringify([
    id,
    scope.origin,
    life,
    ages(provenBy(session), scope.now),
    tasksOf(facts, settings).length,
  ])
  const last = kept.get(session.id)
  if (last && last.fingerprint === fingerprint && last.expiresAt - scope.now > life / 2) return last.jwt
  const jwt = await mintToken(scope, session, facts)
  keepBounded(kept, mostKept, session.id, { jwt, expiresAt: scope.now + life, fingerprint })
  return jwt
}
