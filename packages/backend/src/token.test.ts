import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { expect, test } from 'vitest'
import { createBackend } from './index.ts'

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const other = generateKeyPairSync('rsa', { modulusLength: 2048 })
const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const jwk = (key: KeyObject, kid: string) => ({ ...key.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' })
const pem = pair.publicKey.export({ format: 'pem', type: 'spki' }).toString()

const now = Date.UTC(2026, 10, 24, 12)
const seconds = now / 1000
const publishableKey = `pk_test_${btoa('acme.localhost:4100$')}`
const claims = {
  iss: 'https://acme.localhost:4100',
  sub: 'user_1',
  sid: 'sess_1',
  iat: seconds,
  nbf: seconds - 10,
  exp: seconds + 60,
  azp: 'https://app.example.com',
  fva: [3, -1],
  amr: ['pwd'],
  sts: 'active',
  v: 2,
}
const header = { alg: 'RS256', typ: 'JWT', kid: 'kid_1', cat: 'cl_B7d4PD111AAA' }
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

function signed(
  changes: object = {},
  headerChanges: object = {},
  key: KeyObject = pair.privateKey,
  hash = 'sha256',
): string {
  const input = `${encode({ ...header, ...headerChanges })}.${encode({ ...claims, ...changes })}`
  return `${input}.${sign(hash, Buffer.from(input), key).toString('base64url')}`
}
const pendingToken = () => signed({ sts: 'pending' }, { alg: 'RS512', kid: 'kid_1_pending' }, pair.privateKey, 'sha512')

let asked = 0
const serveKeys = (async () => {
  asked++
  return Response.json({ keys: [jwk(pair.publicKey, 'kid_1')] })
}) as typeof fetch
const options = {
  url: 'https://auth.example.com/i/acme/',
  publishableKey,
  authorizedParties: ['https://app.example.com'],
  now: () => now,
}
const byNetwork = createBackend({ ...options, fetch: serveKeys })
const byKey = createBackend({
  ...options,
  jwtKey: pem,
  fetch: () => Promise.reject(new Error('a key that is given needs no network')),
})
const asking = (headers: Record<string, string>) => new Request('https://app.example.com/api', { headers })

test('a session token tells who is asking; the keys are asked for once, and not at all where one is given (R90)', async () => {
  for (const backend of [byNetwork, byNetwork, byKey]) {
    expect(await backend.verifyToken(signed())).toMatchObject({
      ...{ userId: 'user_1', sessionId: 'sess_1', ages: [3, -1], amr: ['pwd'] },
      ...{ actor: null, isPending: false },
    })
  }
  expect(asked).toBe(1)
  // Ten seconds of leeway on either end, for clocks that disagree.
  await byKey.verifyToken(signed({ exp: seconds - 9, nbf: seconds + 9, iat: seconds - 69 }))
})

const { alg: _, ...bare } = header
const none = (alg: string) => `${encode({ ...header, alg })}.${encode(claims)}.`
const mac = () => {
  const input = `${encode({ ...header, alg: 'HS256' })}.${encode(claims)}`
  return `${input}.${createHmac('sha256', pem).update(input).digest('base64url')}`
}
const [head = '', body = '', signature = ''] = signed().split('.')

test.each([
  ['run out', signed({ exp: seconds - 11, iat: seconds - 71 })],
  ['not good yet', signed({ nbf: seconds + 11 })],
  ['made in the future', signed({ iat: seconds + 60, nbf: seconds })],
  ['good for hours', signed({ iat: seconds - 3600, exp: seconds + 3600 })],
  ['without an end', signed({ exp: undefined })],
  ['without a beginning', signed({ nbf: undefined })],
  ['of another issuer', signed({ iss: 'https://evil.example' })],
  ['without an issuer', signed({ iss: undefined })],
  ['made for another page', signed({ azp: 'https://evil.example' })],
  ['without a user', signed({ sub: undefined })],
  ['without a session', signed({ sid: undefined })],
  ['whose session is no text', signed({ sid: ['sess_1'] })],
  ['for another service', signed({}, { cat: 'cl_B7d4PD222AAA' })],
  ['of no category', signed({}, { cat: undefined })],
  ['of another type', signed({}, { typ: 'at+jwt' })],
  ['signed by somebody else', signed({}, {}, other.privateKey)],
  ['that brings its own key', signed({}, { jwk: jwk(other.publicKey, 'kid_1') }, other.privateKey)],
  ['that says where its key is', signed({}, { jku: 'https://evil.example/keys', kid: 'kid_9' }, other.privateKey)],
  ['of a key that there is not', signed({}, { kid: 'kid_9' })],
  ['of no key by name', signed({}, { kid: undefined })],
  ['with an extension we do not know', signed({}, { crit: ['b64'], b64: false })],
  ['of another algorithm', signed({}, { alg: 'PS256' })],
  ['on a curve', signed({}, { alg: 'ES256' }, curve.privateKey)],
  ['not signed at all', none('none')],
  ['not signed, in other letters', none('nOnE')],
  ['signed with the public key as a secret', mac()],
  ['without an algorithm', `${encode(bare)}.${body}.${signature}`],
  ['altered', `${head}.${encode({ ...claims, sub: 'user_2' })}.${signature}`],
  ['of two parts', `${head}.${body}`],
  ['of garbage', 'a.b.c'],
  ['of nothing', ''],
  ['of megabytes', `${head}.${'A'.repeat(1_000_000)}.${signature}`],
])('a token is refused that is %s (R90)', async (name, token) => {
  await expect(byNetwork.verifyToken(token)).rejects.toMatchObject({ code: 'token_refused' })
  // Where one key is given, its name is not needed to find it.
  if (!/of (?:a|no) key/.test(name)) await expect(byKey.verifyToken(token)).rejects.toThrow('not valid here')
})

test.each([
  [-300, 'It was issued 300 seconds from now: set the clock of this server.'],
  [300, 'It expired 240 seconds ago. If it is new, set the clock of this server.'],
])('a server whose clock is %i seconds off is told so, and can allow for it', async (wrong, hint) => {
  const clock = { now: () => now + wrong * 1000 }
  const refusing = createBackend({ ...options, ...clock, jwtKey: pem })
  await expect(refusing.verifyToken(signed())).rejects.toThrow(`This session token is not valid here. ${hint}`)
  const allowing = createBackend({ ...options, ...clock, jwtKey: pem, clockSkewSeconds: 310 })
  expect(await allowing.verifyToken(signed())).toMatchObject({ userId: 'user_1' })
  await expect(
    allowing.verifyToken(signed({ exp: seconds + wrong - 311, iat: seconds + wrong - 371 })),
  ).rejects.toThrow('not valid here')
  for (const clockSkewSeconds of [-1, 601, Number.NaN])
    expect(() => createBackend({ ...options, clockSkewSeconds })).toThrow('clockSkewSeconds')
})

test('says nothing about the clock where the token itself is wrong', async () => {
  for (const token of [signed({ iss: 'https://evil.example' }), signed({}, {}, other.privateKey)])
    await expect(byKey.verifyToken(token)).rejects.toThrow(/^This session token is not valid here\.$/)
})

test('a request is by its bearer token or by the cookie of its page, and by nobody while a session owes something', async () => {
  const cookie = (value: string) => asking({ cookie: value })
  const userOf = async (request: Request) => (await byKey.authenticate(request))?.userId ?? null
  expect(await userOf(asking({ authorization: `Bearer ${signed()}` }))).toBe('user_1')
  expect(await userOf(cookie(`other=1; __session=${signed()}`))).toBe('user_1')
  expect(await userOf(cookie(`__session=${signed({ iss: 'https://b' })}; __session_abc=${signed()}`))).toBe('user_1')
  expect(await userOf(asking({}))).toBeNull()
  // What a caller presents is what counts; a cookie that came along by itself does not stand in for it.
  expect(await userOf(asking({ authorization: 'Bearer a.b.c', cookie: `__session=${signed()}` }))).toBeNull()
  expect(await userOf(asking({ authorization: 'Basic abc', cookie: `__session=${signed()}` }))).toBeNull()
})

test('refuses a pending session unless the caller accepts it, signed as these are or as servers before did (R57)', async () => {
  const served = (async (input: string | URL, init?: RequestInit) => {
    if (String(input).endsWith('/.well-known/jwks.json')) return serveKeys(input)
    expect(new Headers(init?.headers).get('authorization')).toBe('Bearer sk_test_1')
    return Response.json({ keys: [{ ...jwk(pair.publicKey, 'kid_1_pending'), alg: 'RS512' }] })
  }) as typeof fetch
  const bySecret = createBackend({ ...options, secretKey: 'sk_test_1', fetch: served })
  for (const token of [pendingToken(), signed({ sts: 'pending' }), signed({ sts: 'whatever' })]) {
    const request = asking({ authorization: `Bearer ${token}` })
    for (const backend of [byKey, bySecret, byNetwork]) {
      await expect(backend.verifyToken(token)).rejects.toMatchObject({ code: 'token_refused' })
      expect(await backend.authenticate(request)).toBeNull()
    }
    for (const backend of [byKey, bySecret]) {
      expect(await backend.verifyToken(token, { acceptsPending: true })).toMatchObject({ isPending: true })
      expect(await backend.authenticate(request, { acceptsPending: true })).toMatchObject({ userId: 'user_1' })
    }
    await expect(byNetwork.authenticate(request, { acceptsPending: true })).rejects.toThrow('secret key')
  }
  const active = await byKey.verifyToken(signed(), { acceptsPending: true })
  expect(active.isPending).toBe(false)
})

test('a server that cannot be reached signs nobody out, and a wrong key says that it is wrong', async () => {
  const fails = (async () => new Response('', { status: 502 })) as typeof fetch
  for (const more of [{ fetch: fails }, { jwtKey: 'not a key' }]) {
    const backend = createBackend({ ...options, ...more })
    const request = asking({ authorization: `Bearer ${signed()}` })
    await expect(backend.authenticate(request)).rejects.toMatchObject({ code: 'keys_unavailable' })
  }
  expect(() => createBackend({ ...options, publishableKey: 'sk_test_secret' })).toThrow('publishable key')
  await expect(byKey.users.get('user_1')).rejects.toThrow('secret key')
})
