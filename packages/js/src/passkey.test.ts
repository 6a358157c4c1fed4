import type { PasskeyView, SignInView } from '@countersign/contract'
import { afterEach, expect, test, vi } from 'vitest'
import { startLoaded } from '../test/peer.ts'
import { clientView, signInView } from '../test/views.ts'
import { isPasskeySupported } from './passkey.ts'

const bytes = Uint8Array.from([1, 2, 3]).buffer
const asked = (options: object) => ({
  object: 'verification' as const,
  status: 'unverified' as const,
  strategy: 'passkey',
  attempts: 0,
  expire_at: 0,
  nonce: JSON.stringify(options),
})
const request = { challenge: 'AQID', rpId: 'localhost', allowCredentials: [], userVerification: 'required' }
const creation = {
  challenge: 'AQID',
  rp: { id: 'localhost', name: 'Acme' },
  user: { id: 'AQID', name: 'ada', displayName: 'Ada' },
  pubKeyCredParams: [],
  excludeCredentials: [],
}

/** The browser's own side of it, as the specification has it. */
function stubBrowser(credentials: { get?: () => Promise<unknown>; create?: () => Promise<unknown> }) {
  vi.stubGlobal('PublicKeyCredential', class {})
  vi.stubGlobal('navigator', { credentials })
}
afterEach(() => vi.unstubAllGlobals())

function deferred() {
  let resolve = () => {}
  const promise = new Promise<void>((done) => {
    resolve = done
  })
  return { promise, resolve }
}

const credential = (response: object) => ({
  id: 'AQID',
  rawId: bytes,
  type: 'public-key',
  getClientExtensionResults: () => ({}),
  response: { clientDataJSON: bytes, ...response },
})
const signed = credential({ authenticatorData: bytes, signature: bytes, userHandle: null })

test('signing in with a passkey asks for a challenge, has it signed and posts it (R35)', async () => {
  const { peer, countersign } = await startLoaded()
  const started = signInView({ first_factor_verification: asked(request) } as Partial<SignInView>)
  const answer = () => ({ response: started, client: clientView({ sign_in: started }) })
  peer.on('POST /v1/client/sign_ins', answer)
  peer.on('POST /v1/client/sign_ins/sia_1/attempt_first_factor', answer)
  stubBrowser({ get: async () => signed })
  expect(isPasskeySupported()).toBe(true)
  await countersign.signIn.authenticateWithPasskey()
  const [begun, proof] = peer.requests.slice(-2)
  expect(begun?.form).toEqual({ strategy: 'passkey' })
  expect(proof?.form).toMatchObject({ strategy: 'passkey' })
  expect(JSON.parse(String(proof?.form?.['public_key_credential']))).toMatchObject({
    id: 'AQID',
    response: { clientDataJSON: 'AQID', signature: 'AQID' },
  })
})

test('a passkey is made, named and removed', async () => {
  const { peer, countersign } = await startLoaded()
  const passkey = { id: 'idn_1', verification: asked(creation) } as PasskeyView
  const answer = () => ({ response: passkey, client: clientView({}) })
  peer.on('POST /v1/me/passkeys', answer)
  peer.on('POST /v1/me/passkeys/idn_1/attempt_verification', answer)
  peer.on('POST /v1/me/passkeys/idn_1', answer)
  stubBrowser({ create: async () => credential({ attestationObject: bytes }) })
  const { id } = await countersign.user.createPasskey()
  await countersign.user.passkey(id).update({ name: 'Laptop' })
  await countersign.user.passkey(id).destroy()
  expect(peer.requests.slice(-3).map(({ path, form }) => [path, Object.keys(form ?? {})])).toEqual([
    ['/v1/me/passkeys/idn_1/attempt_verification', ['strategy', 'public_key_credential']],
    ['/v1/me/passkeys/idn_1', ['name']],
    ['/v1/me/passkeys/idn_1', []],
  ])
})

test.each([
  ['NotAllowedError', 'passkey_cancelled'],
  ['InvalidStateError', 'passkey_exists'],
  ['SecurityError', 'passkey_unavailable'],
])('a browser that refuses with %s is told as %s', async (name, code) => {
  const { peer, countersign } = await startLoaded()
  const passkey = { id: 'idn_1', verification: asked(creation) } as PasskeyView
  peer.on('POST /v1/me/passkeys', () => ({ response: passkey, client: clientView({}) }))
  stubBrowser({ create: () => Promise.reject(Object.assign(new Error('no'), { name })) })
  await expect(countersign.user.createPasskey()).rejects.toMatchObject({ name: 'CountersignError', code })
})

test('what is typed while passkeys are being offered comes after the offer, and a picked passkey answers its own attempt', async () => {
  const { peer, countersign } = await startLoaded()
  const offered = signInView({ id: 'sia_offer', first_factor_verification: asked(request) } as Partial<SignInView>)
  const typed = signInView({ id: 'sia_typed' })
  const { promise: isAnswered, resolve: answerOffer } = deferred()
  peer.on('POST /v1/client/sign_ins', async ({ form }) => {
    if (form['strategy'] === 'passkey') await isAnswered
    const response = form['strategy'] === 'passkey' ? offered : typed
    return { response, client: clientView({ sign_in: response }) }
  })
  const attempts: string[] = []
  peer.on('POST /v1/client/sign_ins/sia_offer/attempt_first_factor', ({ path }) => {
    attempts.push(path)
    return { response: offered, client: clientView({}) }
  })
  const { promise: isPicked, resolve: pick } = deferred()
  stubBrowser({ get: () => isPicked.then(() => signed) })
  const isConditionalMediationAvailable = async () => true
  vi.stubGlobal('PublicKeyCredential', Object.assign(class {}, { isConditionalMediationAvailable }))
  vi.stubGlobal('document', { querySelectorAll: () => [{}] })
  const offer = countersign.signIn.authenticateWithPasskey({ autofill: true })
  const create = countersign.signIn.create({ identifier: 'ada@example.test' })
  answerOffer()
  expect((await create).id).toBe('sia_typed')
  expect(peer.requests.map(({ form }) => Object.keys(form))).toEqual([['strategy'], ['identifier']])
  pick()
  await offer
  expect(attempts).toHaveLength(1)
})
