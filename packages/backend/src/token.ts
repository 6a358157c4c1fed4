import {
  createRemoteJWKSet,
  customFetch,
  errors,
  importSPKI,
  type JWTPayload,
  type JWTVerifyGetKey,
  jwtVerify,
} from 'jose'
import type { Auth } from './auth.ts'
import { type BackendOptions, issuerOf } from './options.ts'

/** A token that is no good. `cause` says what is wrong with it, for the log. */
export class TokenRefused extends Error {
  override readonly name = 'TokenRefused'
  readonly code = 'token_refused'
}

/** Not the token's fault: nobody is signed out because of it. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable'
  readonly code = 'keys_unavailable'
}

const algorithm = 'RS256'
/** Tokens for other services are signed by the same key and say another category. */
const sessionCategory = 'cl_B7d4PD111AAA'
const leewaySeconds = 10
const longest = 8192
/** The longest life that a token can have, and the leeway on both ends. */
const longestLifeSeconds = 300 + 2 * leewaySeconds

export type VerifyToken = (token: string) => Promise<Auth>

/**
 * Checks session tokens (RFC 8725): one algorithm, one issuer, keys of that instance alone and by their exact name. Whatever key or address
 * of a key a token carries itself is not looked at.
 */
export function createVerifyToken(options: BackendOptions): VerifyToken {
  const { authorizedParties, now = Date.now } = options
  const issuer = issuerOf(options.publishableKey)
  const keys = keysOf(options)

  return async (token) => {
    try {
      if (token.length > longest) throw new TypeError('it is too long')
      const { payload, protectedHeader } = await jwtVerify(token, keys, {
        algorithms: [algorithm],
        typ: 'JWT',
        issuer,
        clockTolerance: leewaySeconds,
        maxTokenAge: longestLifeSeconds,
        requiredClaims: ['sub', 'sid', 'iat', 'nbf', 'exp'],
        currentDate: new Date(now()),
      })
      if (protectedHeader['cat'] !== sessionCategory) throw new TypeError('it is no session token')
      const { azp } = payload
      if (authorizedParties && azp !== undefined && !authorizedParties.includes(String(azp)))
        throw new TypeError(`it was made for ${azp}`)
      return authOf(payload)
    } catch (cause) {
      if (cause instanceof KeysUnavailable) throw cause
      throw new TokenRefused('This session token is not valid here.', { cause })
    }
  }
}

function keysOf({ url, jwtKey, fetch: ask }: BackendOptions): JWTVerifyGetKey {
  if (jwtKey !== undefined) {
    const key = importSPKI(jwtKey.replaceAll('\\n', '\n'), algorithm).catch(unavailable('`jwtKey` is no public key'))
    // Told by the first token that needs it.
    key.catch(() => {})
    return () => key
  }
  const address = new URL(`${url.replace(/\/+$/, '')}/.well-known/jwks.json`)
  const remote = createRemoteJWKSet(address, ask ? { [customFetch]: ask as (url: string) => Promise<Response> } : {})
  return async (header, input) => {
    // Without a name any key would do.
    if (typeof header.kid !== 'string') throw new TypeError('it names no key')
    return remote(header, input).catch((error: unknown) => {
      if (error instanceof errors.JWKSNoMatchingKey) throw error
      return unavailable(`${address} could not be read`)(error)
    })
  }
}

function unavailable(reason: string): (cause: unknown) => never {
  return (cause) => {
    throw new KeysUnavailable(`No session token can be checked: ${reason}.`, { cause })
  }
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
