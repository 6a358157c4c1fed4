import {
  createRemoteJWKSet,
  customFetch,
  errors,
  importSPKI,
  type JWTHeaderParameters,
  type JWTVerifyGetKey,
  type RemoteJWKSetOptions,
} from 'jose'
import type { BackendOptions } from './options.ts'

/** Not the token's fault: nobody is signed out because of it. */
export class KeysUnavailable extends Error {
  override readonly name = 'KeysUnavailable'
  readonly code = 'keys_unavailable'
}

/** Tokens of active sessions, and those of pending ones, which no public key set verifies. */
export const activeAlgorithm = 'RS256'
export const pendingAlgorithm = 'RS512'

/** Returns where the key of a token comes from. Only the set that needs the secret key has keys of pending sessions. */
export function keysOf(options: BackendOptions): JWTVerifyGetKey {
  const { url, jwtKey, secretKey = '' } = options
  if (jwtKey !== undefined) {
    const keys = {
      [activeAlgorithm]: given(jwtKey, activeAlgorithm),
      [pendingAlgorithm]: given(jwtKey, pendingAlgorithm),
    }
    return ({ alg }) => keys[alg === pendingAlgorithm ? pendingAlgorithm : activeAlgorithm]
  }
  const base = url.replace(/\/+$/, '')
  const open = fetched(new URL(`${base}/.well-known/jwks.json`), options)
  const pending = fetched(new URL(`${base}/v1/jwks`), options, { authorization: `Bearer ${secretKey}` })
  return (header, input) => (header.alg === pendingAlgorithm ? pending : open)(header, input)
}

function given(pem: string, algorithm: string): Promise<CryptoKey> {
  const key = importSPKI(pem.replaceAll('\\n', '\n'), algorithm).catch(unavailable('`jwtKey` is no public key'))
  // Told by the first token that needs it.
  key.catch(() => {})
  return key
}

function fetched(address: URL, { fetch: ask }: BackendOptions, headers?: Record<string, string>): JWTVerifyGetKey {
  const wish: RemoteJWKSetOptions = { ...(headers ? { headers } : {}) }
  if (ask) wish[customFetch] = ask as (url: string, init: RequestInit) => Promise<Response>
  const remote = createRemoteJWKSet(address, wish)
  return async (header: JWTHeaderParameters, input) => {
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
