import { sign } from 'node:crypto'
import { promisify } from 'node:util'
import { AppError } from '@countersign/contract'
import type { Scope, SessionRow } from '../http/scope.ts'
import { amrOf } from '../policy/amr.ts'
import { ages } from '../policy/freshness.ts'
import { tasksOf } from '../policy/tasks.ts'
import type { UserFacts } from '../users/facts.ts'
import { provenBy } from './guard.ts'
import { keepBounded } from './keep-bounded.ts'
import { pendingAlgorithm, pendingKeyId } from './pending-key.ts'
import { withoutReserved } from './reserved-claims.ts'
import { signingKey } from './signing-keys.ts'
import { fillClaims, knownTo } from './template-claims.ts'

const signAsync = promisify<string, Buffer, import('node:crypto').KeyObject, Buffer>(sign)
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** Type markers. Verifiers of the protocol take a session token for one only under the first. */
export const category = { session: 'cl_B7d4PD111AAA', template: 'cl_B7d4PD222AAA' }

/**
 * Signs a session token now (RFC 7519). Whether the session may have one was decided by the caller's guard, fresh (R59). That of a pending
 * session is signed in another way, so that what checks tokens of active sessions refuses it (R57).
 */
export async function mintToken(
  scope: Scope,
  session: SessionRow,
  facts: UserFacts,
  seconds = scope.instance.settings.sessions.token_seconds,
): Promise<string> {
  const isPending = tasksOf(facts, scope.instance.settings, session, scope.now).length > 0
  const claims = {
    ...standardClaims(scope, session, seconds),
    sid: session.id,
    v: 2,
    fva: ages(provenBy(session), scope.now),
    amr: amrOf(provenBy(session)),
    sts: isPending ? 'pending' : 'active',
  }
  return signClaims(scope, headerOf(scope, category.session), claims, isPending)
}

/** A token for another service, with the claims of one of the instance's templates; it is no session token and says so. */
export async function mintTemplateToken(
  scope: Scope,
  session: SessionRow,
  facts: UserFacts,
  name: string | undefined,
  seconds?: number,
): Promise<string> {
  const { settings } = scope.instance
  const template = settings.jwt_templates.find((candidate) => candidate.name === name)
  if (!template) throw new AppError('resource_not_found')
  // A session that still owes a task opens nothing anywhere else (R57).
  if (tasksOf(facts, settings, session, scope.now).length > 0) throw new AppError('session_pending')
  // Support could show it to services that know nothing of `act`.
  if (session.actor !== null) throw new AppError('impersonation_not_allowed')
  const filled = fillClaims(withoutReserved(template.claims), knownTo(facts, session, settings))
  const claims = standardClaims(scope, session, seconds ?? template.lifetime_seconds)
  return signClaims(scope, headerOf(scope, category.template), { ...(filled as object), ...claims })
}

function standardClaims(scope: Scope, session: SessionRow, seconds: number): Record<string, unknown> {
  const { instance, context } = scope
  const issuedAt = Math.floor(scope.now / 1000)
  return {
    iss: `https://${instance.host}`,
    sub: session.user_id,
    iat: issuedAt,
    nbf: issuedAt - 10,
    exp: issuedAt + seconds,
    jti: context.random.bytes(10).toString('hex'),
    ...(scope.origin ? { azp: scope.origin } : {}),
    ...actClaim(session),
  }
}

const headerOf = ({ now }: Scope, cat: string) => ({ cat, oiat: Math.floor(now / 1000) })

/**
 * Signs with the instance's key: RS256, or the algorithm of pending sessions. A handshake carries neither `cat` nor `sub`, so that it does
 * not pass for a session token.
 */
export async function signClaims(
  { context, instance }: Scope,
  header: object,
  claims: object,
  isPending = false,
): Promise<string> {
  const { kid, key } = await signingKey(context, instance.id)
  const signedBy = isPending ? { alg: pendingAlgorithm, kid: pendingKeyId(kid) } : { alg: 'RS256', kid }
  const input = `${encode({ ...signedBy, typ: 'JWT', ...header })}.${encode(claims)}`
  const signature = await signAsync(isPending ? 'RSA-SHA512' : 'RSA-SHA256', Buffer.from(input), key)
  return `${input}.${signature.toString('base64url')}`
}

/** Who really acts, where it is not the user (RFC 8693 §4.1). */
function actClaim(session: SessionRow): { act?: unknown } {
  return session.actor === null ? {} : { act: JSON.parse(session.actor) }
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
    // By the millisecond: a proof that was just given makes a new token (R84).
    provenBy(session),
    ages(provenBy(session), scope.now),
    tasksOf(facts, settings, session, scope.now).length,
  ])
  const last = kept.get(session.id)
  if (last && last.fingerprint === fingerprint && last.expiresAt - scope.now > life / 2) return last.jwt
  const jwt = await mintToken(scope, session, facts)
  keepBounded(kept, mostKept, session.id, { jwt, expiresAt: scope.now + life, fingerprint })
  return jwt
}
