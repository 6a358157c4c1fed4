import { createPublicKey, type JsonWebKey, verify } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createBackend } from '@countersign/backend'
import { createRemoteJWKSet, importSPKI, type JWTVerifyOptions, jwtVerify } from 'jose'
import type { CreatedInstance } from '../../src/instances/create.ts'
import type { TestApp } from '../support/app.ts'

/** Whether a verifier takes what was presented for the session token of a signed-in user. */
export type Accepts = (value: string) => Promise<boolean>

export interface KeyOf {
  pem: string
  keys: JsonWebKey[]
}

export async function publicKeyOf(app: TestApp, { instance }: CreatedInstance): Promise<KeyOf> {
  const answer = await app.app.request(`http://${instance.host}/.well-known/jwks.json`)
  const { keys } = (await answer.json()) as { keys: JsonWebKey[] }
  const pem = createPublicKey({ key: keys[0] ?? {}, format: 'jwk' }).export({ format: 'pem', type: 'spki' })
  return { pem: pem.toString(), keys }
}

const examples = new URL('../../../../examples/verifying-tokens/', import.meta.url)
const accepts = (run: () => Promise<unknown>) => run().then(Boolean, () => false)

/** What readers do who check nothing but signature and issuer, by the key set and by the key itself. */
export async function plainVerifiers(app: TestApp, instance: CreatedInstance): Promise<Record<string, Accepts>> {
  const { url, issuer } = placeOf(instance)
  const { pem, keys } = await publicKeyOf(app, instance)
  const remote = createRemoteJWKSet(new URL(`${url}/.well-known/jwks.json`))
  const checks = { issuer, algorithms: ['RS256'] } satisfies JWTVerifyOptions
  return {
    'key set, RS256': (value) => accepts(() => jwtVerify(value, remote, checks)),
    'key set, any algorithm': (value) => accepts(() => jwtVerify(value, remote, { issuer })),
    'public key, RS256': (value) => accepts(async () => jwtVerify(value, await importSPKI(pem, 'RS256'), checks)),
    'RSA-SHA256 signature with any key of the set': async (value) => {
      const at = value.lastIndexOf('.')
      const signature = Buffer.from(value.slice(at + 1), 'base64url')
      const isGood = (jwk: JsonWebKey) =>
        verify('RSA-SHA256', Buffer.from(value.slice(0, at)), createPublicKey({ key: jwk, format: 'jwk' }), signature)
      return keys.some(isGood)
    },
  }
}

/** Those of docs/guides/verifying-tokens.md, by the names of its columns. */
export async function taughtVerifiers(app: TestApp, instance: CreatedInstance): Promise<Record<string, Accepts>> {
  const { url, issuer, publishableKey } = placeOf(instance)
  const authorizedParties = [`http://${instance.instance.host}`]
  const options = { url, publishableKey, authorizedParties }
  const example = (name: string) => import(new URL(`${name}.mjs`, examples).href)
  const userOf = (await example('countersign')).createUserOf(options)
  const requireAuth = (await example('express')).createRequireAuth(options)
  const verifyClaims = (await example('jose')).createVerifier({ url, issuer, authorizedParties })
  const backend = createBackend(options)
  const plain = (await plainVerifiers(app, instance))['key set, RS256'] as Accepts
  const asking = (value: string) => new Request(url, { headers: { authorization: `Bearer ${value}` } })
  return {
    'signature and issuer alone': plain,
    jose: (value) => accepts(() => verifyClaims(value)),
    '@countersign/backend': async (value) => {
      const results = [await accepts(() => backend.verifyToken(value)), await accepts(() => userOf(asking(value)))]
      if (results[0] !== results[1]) throw new Error('verifyToken and authenticate disagree')
      return results[0] ?? false
    },
    Express: (value) =>
      new Promise((resolve, reject) => {
        const response = { status: () => ({ json: () => resolve(false) }) }
        const next = (error?: unknown) => (error ? reject(error) : resolve(true))
        void requireAuth({ headers: { authorization: `Bearer ${value}` } }, response, next)
      }),
  }
}

/** The lines of the README, run as they stand but for the addresses. */
export function readmeVerifier({ instance: { host } }: CreatedInstance): Accepts {
  const readme = readFileSync(new URL('../../../../README.md', import.meta.url), 'utf8')
  const block = readme.split('```').find((part) => part.includes('createRemoteJWKSet')) ?? ''
  const lines = block.split('\n').slice(1)
  const body = lines
    .filter((line) => !line.includes('import '))
    .join('\n')
    .replace('export async function verify(token: string): Promise<JWTPayload> {', 'async function verify(token) {')
    .replaceAll('localhost:4100/i/acme', host)
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor
  const run = new AsyncFunction(
    'createRemoteJWKSet',
    'jwtVerify',
    'token',
    `${body.replaceAll('acme.localhost:4100', host)}\nreturn verify(token)`,
  )
  return (value) => accepts(async () => (await run(createRemoteJWKSet, jwtVerify, value)) ?? true)
}

export function placeOf({ instance }: CreatedInstance) {
  const { host, publishableKey } = instance
  return { url: `http://${host}`, issuer: `https://${host}`, publishableKey }
}
