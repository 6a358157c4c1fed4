import { createPublicKey, type JsonWebKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { verifyToken } from '@clerk/backend'
import { expect, test } from '@playwright/test'
import type { RunningServer } from '../e2e/support/server.ts'
import { type Instance, makeInstance, startBesidePackages } from './support/instance.ts'
import { password } from './support/sdk.ts'

let server: RunningServer
let instance: Instance
let other: Instance

test.beforeAll(async () => {
  server = await startBesidePackages()
  instance = await makeInstance(server, { environment: 'development', host: 'dev.example.test' })
  other = await makeInstance(server, { environment: 'production', host: 'clerk.example.test' })
})
test.afterAll(() => server?.stop())

const asking = (token: string) =>
  new Request('https://app.example.test/', { headers: { authorization: `Bearer ${token}` } })

let count = 0
/** A user with a session and its token; the session is pending if the password is known to others. */
async function someone({ isPending = false, on = instance } = {}) {
  const user = await on.clerk.users.createUser({ emailAddress: [`user${++count}@example.com`], password })
  if (isPending) await on.clerk.users.setPasswordCompromised(user.id)
  const session = await on.clerk.sessions.createSession({ userId: user.id })
  const { jwt } = await on.clerk.sessions.getToken(session.id)
  return { user, session, jwt }
}

/** What a browser gets for a ticket: its cookie, and with it a handshake in the signed form. */
async function browse(ticket: string) {
  const origin = server.url
  const body = new URLSearchParams({ strategy: 'ticket', ticket })
  const answer = await fetch(`${instance.url}/v1/client/sign_ins`, { method: 'POST', body, headers: { origin } })
  const { client } = (await answer.json()) as { client: { sessions: { last_active_token: { jwt: string } }[] } }
  const cookie = /__client=([^;]+)/.exec(answer.headers.getSetCookie().join())?.[1] ?? ''
  const address = `${instance.url}/v1/client/handshake?redirect_url=http://localhost:3000/`
  const shaken = await fetch(address, { headers: { cookie: `__client=${cookie}` }, redirect: 'manual' })
  const handshake = new URL(shaken.headers.get('location') ?? '').searchParams.get('__clerk_handshake') ?? ''
  const lines: string[] = JSON.parse(Buffer.from(handshake.split('.')[1] ?? '', 'base64url').toString()).handshake
  const refresh = lines.find((line) => line.startsWith('__refresh_'))?.split(/[=;]/)[1] ?? ''
  return { jwt: client.sessions[0]?.last_active_token.jwt ?? '', cookie, handshake, refresh }
}

/** The column of the guide that is about Clerk’s SDK. */
function taught(): [kind: string, outcome: string][] {
  const guide = readFileSync(new URL('../docs/guides/verifying-tokens.md', import.meta.url), 'utf8')
  const rows = guide.split('\n').filter((line) => /\| (?:accepts|refuses) \|/.test(line))
  return rows
    .map((row) => row.split('|').map((cell) => cell.trim()))
    .map((cells) => [cells[1] ?? '', cells.at(-2) ?? ''])
}

test('Clerk’s server SDK accepts and refuses each kind of token as the guide says (R57, R90)', async () => {
  const { signInTokens, actorTokens, testingTokens, jwtTemplates, sessions } = instance.clerk
  const ada = await someone()
  await jwtTemplates.create({ name: 'billing', claims: { plan: 'gold' } })
  const actor = await actorTokens.create({ userId: ada.user.id, actor: { sub: 'user_admin' } })
  const signInToken = async () =>
    (await signInTokens.createSignInToken({ userId: ada.user.id, expiresInSeconds: 60 })).token
  const own = await browse(await signInToken())
  const presented: Record<string, string> = {
    'active session': ada.jwt,
    'impersonated session': (await browse(actor.token ?? '')).jwt,
    'pending session': (await someone({ isPending: true })).jwt,
    'JWT template': (await sessions.getToken(ada.session.id, 'billing')).jwt,
    'session of another instance': (await someone({ on: other })).jwt,
    handshake: own.handshake,
    'refresh cookie': own.refresh,
    'client cookie': own.cookie,
    'testing token': (await testingTokens.createTestingToken()).token,
    'sign-in token': await signInToken(),
  }
  const { secretKey, publishableKey } = instance
  const keys = { secretKey, publishableKey, apiUrl: server.url, telemetry: { disabled: true } }
  const { createUserOf } = await import(new URL('support/clerk-tokens.mjs', import.meta.url).href)
  const userOf = createUserOf({ ...keys, authorizedParties: undefined })
  const outcomes: [string, string][] = []
  for (const [kind] of taught()) {
    // It takes three days to get one; its token is signed as that of any other pending session (packages/server/test/tokens).
    if (kind === 'recovery session') continue
    const value = presented[kind]
    if (!value) throw new Error(`nothing to present as ${kind}`)
    outcomes.push([kind, (await userOf(asking(value))) === null ? 'refuses' : 'accepts'])
  }
  expect(outcomes).toEqual(taught().filter(([kind]) => kind !== 'recovery session'))
})

test('Clerk’s server SDK tells a pending session from none, and hands it out only on request', async () => {
  const { user, session, jwt } = await someone({ isPending: true })
  const state = await instance.clerk.authenticateRequest(asking(jwt))
  expect(state.toAuth()).toMatchObject({ userId: null, sessionStatus: 'pending' })
  const pending = state.toAuth({ treatPendingAsSignedOut: false })
  expect(pending).toMatchObject({ userId: user.id, sessionId: session.id, sessionStatus: 'pending' })
  // It looks at the signature alone: the guide says to check `sts` after it.
  const keys = { secretKey: instance.secretKey, apiUrl: server.url }
  expect(await verifyToken(jwt, keys)).toMatchObject({ sts: 'pending' })
  const jwks = (await (await fetch(`${instance.url}/.well-known/jwks.json`)).json()) as { keys: JsonWebKey[] }
  const jwtKey = createPublicKey({ key: jwks.keys[0] ?? {}, format: 'jwk' }).export({ type: 'spki', format: 'pem' })
  const offline = await instance.clerk.authenticateRequest(asking(jwt), { jwtKey: jwtKey.toString() })
  expect(offline.isAuthenticated).toBe(false)
})
