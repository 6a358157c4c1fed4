import { errors, type JWTPayload, jwtVerify } from 'jose'
import type { Auth } from './auth.ts'
import { activeAlgorithm, KeysUnavailable, keysOf, pendingAlgorithm } from './keys.ts'
import { type BackendOptions, issuerOf } from './options.ts'

/** A token that is no good. `cause` says what is wrong with it, for the log. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused'
  readonly code = 'token_refused'
}

/** Tokens for other services are signed by the same key and say another category. */
const sessionCategory = 'cl_B7d4PD111AAA'
const usualSkewSeconds = 10
const longestSkewSeconds = 600
const longest = 8192
/** The longest life that a token can have. */
const longestLifeSeconds = 300

export interface VerifyWish {
  /** Also take the token of a session that still owes something. Needs `secretKey` or `jwtKey`; look at `auth.isPending`. */
  acceptsPending?: boolean
}

export type VerifyToken = (token: string, wish?: VerifyWish) => Promise<Auth>

/**
 * Checks session tokens (RFC 8725): one algorithm, one issuer, keys of that instance alone and by their exact name. Whatever key or address
 * of a key a token carries itself is not looked at. A pending session is refused unless the caller asks for it.
 */
export function createVerifyToken(options: BackendOptions): VerifyToken {
  const { authorizedParties, now = Date.now, clockSkewSeconds = usualSkewSeconds } = options
  if (!(clockSkewSeconds >= 0 && clockSkewSeconds <= longestSkewSeconds))
    throw new TypeError(`\`clockSkewSeconds\` must be a number from 0 to ${longestSkewSeconds}.`)
  const issuer = issuerOf(options.publishableKey)
  const keys = keysOf(options)

  return async (token, { acceptsPending = false } = {}) => {
    if (acceptsPending && !options.secretKey && options.jwtKey === undefined)
      throw new TypeError('`acceptsPending` needs the secret key or `jwtKey`: no public key set has the keys for it.')
    try {
      if (token.length > longest) throw new TypeError('it is too long')
      const { payload, protectedHeader } = await jwtVerify(token, keys, {
        algorithms: acceptsPending ? [activeAlgorithm, pendingAlgorithm] : [activeAlgorithm],
        typ: 'JWT',
        issuer,
        clockTolerance: clockSkewSeconds,
        // With the skew on both ends.
        maxTokenAge: longestLifeSeconds + 2 * clockSkewSeconds,
        requiredClaims: ['sub', 'sid', 'iat', 'nbf', 'exp'],
        currentDate: new Date(now()),
      })
      if (protectedHeader['cat'] !== sessionCategory) throw new TypeError('it is no session token')
      const { azp } = payload
      if (authorizedParties && azp !== undefined && !authorizedParties.includes(String(azp)))
        throw new TypeError(`it was made for ${azp}`)
      const auth = authOf(payload)
      // Servers from before 0021-pending-tokens.md sign these as any other.
      if (auth.isPending && !acceptsPending) throw new TypeError('its session is pending')
      return auth
    } catch (cause) {
      if (cause instanceof KeysUnavailable) throw cause
      throw new TokenRefused(`This session token is not valid here.${clockHint(cause, now())}`, { cause })
    }
  }
}

/**
 * What to look at when the times of a token do not fit. Its signature was right by then, so one from the future is not a forgery; one that
 * expired may be an old one.
 */
function clockHint(cause: unknown, now: number): string {
  if (!(cause instanceof errors.JWTClaimValidationFailed) && !(cause instanceof errors.JWTExpired)) return ''
  const { iat, exp } = cause.payload
  if (!['nbf', 'iat', 'exp'].includes(cause.claim)) return ''
  if (typeof iat !== 'number' || typeof exp !== 'number') return ''
  const ahead = Math.round(iat - now / 1000)
  if (ahead > 0) return ` It was issued ${ahead} seconds from now: set the clock of this server.`
  const ago = Math.round(now / 1000 - exp)
  return ago > 0 && ago < 3600 ? ` It expired ${ago} seconds ago. If it is new, set the clock of this server.` : ''
}

function authOf(payload: JWTPayload): Auth {
  const { sub, sid, sts, fva, amr, act } = payload
  if (typeof sub !== 'string' || typeof sid !== 'string') throw new TypeError('it names no session')
  return {
    userId: sub,
    sessionId: sid,
    ages: isAges(fva) ? fva : [-1, -1],
    amr: Array.isArray(amr) ? amr.map(String) : [],
    actor: (act as Auth['actor']) ?? null,
    // Whatever it says that is not this is not signed in.
    isPending: sts !== undefined && sts !== 'active',
    claims: payload,
  }
}

function isAges(value: unknown): value is [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every((age) => Number.isInteger(age))
}
