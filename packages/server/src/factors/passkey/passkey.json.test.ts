import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { Authenticator, type Lies } from '../../../test/support/authenticator.ts'
import { longestCredential, readAssertion, readAttestation } from './passkey.json.ts'
import { defaultName } from './passkey.name.ts'
import type { MadePasskey } from './passkey.store.ts'
import { verifyAssertion, verifyAttestation } from './passkey.verify.ts'

const origin = 'https://auth.example.com'
const challenge = Buffer.alloc(32, 7).toString('base64url')
const rpId = 'auth.example.com'
const expected = { challenge, rpId, origin }
const creation = JSON.stringify({ rp: { id: rpId }, user: { id: 'dXNlcg' }, challenge, excludeCredentials: [] })
const request = JSON.stringify({ rpId, challenge, allowCredentials: [] })

async function registered() {
  const device = new Authenticator()
  const made = device.create(creation, origin)
  const key = await verifyAttestation(readAttestation(made), expected)
  if (!key) throw new Error('the passkey was not accepted')
  return { device, made, row: { public_key: key.publicKey, counter: key.counter } as MadePasskey }
}

/** Changes one byte of a field that is bytes, and reads it as the server does. */
function bend(text: string, field: string, at: number, by: number): string {
  const credential = JSON.parse(text)
  const bytes = Buffer.from(credential.response[field], 'base64url')
  const index = at % bytes.length
  bytes[index] = (bytes[index] ?? 0) ^ by
  credential.response[field] = bytes.toString('base64url')
  return JSON.stringify(credential)
}

/**
 * Where the two numbers of an ECDSA signature stand. Its frame (SEQUENCE, two INTEGERs with their lengths) may be written in more ways than
 * one, as every such signature has a second form: no challenge is taken twice, so nothing hangs on that.
 */
function numbersIn(signature: string): number[] {
  const bytes = Buffer.from(signature, 'base64url')
  const second = 4 + (bytes[3] ?? 0)
  return [...bytes.keys()].filter((at) => at >= 4 && at !== second && at !== second + 1)
}

test('an assertion as it was signed is accepted', async () => {
  const { device, row } = await registered()
  const signed = await verifyAssertion(row, readAssertion(device.get(request, origin)), expected)
  expect(signed).toEqual({ counter: 1, isBackupEligible: false, isBackedUp: false })
})

test('with any byte of what was signed, or of the numbers that sign it, changed, none is (R32)', async () => {
  const { device, row } = await registered()
  const text = device.get(request, origin)
  const field = fc.constantFrom('authenticatorData', 'signature', 'clientDataJSON')
  const change = fc.tuple(field, fc.nat(), fc.integer({ min: 1, max: 255 }))
  const numbers = numbersIn(JSON.parse(text).response.signature)
  await fc.assert(
    fc.asyncProperty(change, async ([name, at, by]) => {
      const bent = bend(text, name, name === 'signature' ? (numbers[at % numbers.length] ?? 0) : at, by)
      const read = (() => {
        try {
          return readAssertion(bent)
        } catch {
          return null
        }
      })()
      expect(read && (await verifyAssertion(row, read, expected))).toBeNull()
    }),
    { numRuns: 300 },
  )
})

test.each<[string, Lies]>([
  ['origin', { origin: 'https://auth.example.com.evil.example' }],
  ['domain', { rpId: 'example.com' }],
  ['challenge', { challenge: 'AAAA' }],
  ['question', { type: 'webauthn.create' }],
  ['verification', { isUserVerified: false }],
  ['presence', { isUserPresent: false }],
])('an assertion with another %s is refused (R32, R34, R35)', async (_, lies) => {
  const { device, row } = await registered()
  const key = device.keys[0]!
  expect(await verifyAssertion(row, readAssertion(device.get(request, origin, { key, ...lies })), expected)).toBeNull()
})

test('an attestation with any byte changed is refused, or keeps its id and takes no signature but of the key in it (R39)', async () => {
  const { device, made, row } = await registered()
  const assertion = readAssertion(device.get(request, origin))
  let refused = 0
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.integer({ min: 1, max: 255 }), async (at, by) => {
      const key = await verifyAttestation(readAttestation(bend(made, 'attestationObject', at, by)), expected)
      if (key === null) {
        refused++
        return
      }
      // Nobody reads who made the authenticator; its id and its key are read.
      expect(key.credentialId).toBe(assertion.id)
      const isAccepted = await verifyAssertion({ ...row, public_key: key.publicKey }, assertion, expected)
      expect(isAccepted !== null).toBe(key.publicKey === row.public_key)
    }),
    { numRuns: 300 },
  )
  // The domain, the flags and the id alone are more than a third of the bytes.
  expect(refused).toBeGreaterThan(60)
})

test('any text is read or refused with an error that has a name (R39)', () => {
  const anything = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .record({ id: fc.string(), rawId: fc.string(), type: fc.constant('public-key'), response: fc.anything() })
      .map((value) => {
        try {
          return JSON.stringify(value)
        } catch {
          return ''
        }
      }),
  )
  fc.assert(
    fc.property(anything, (text) => {
      for (const read of [readAssertion, readAttestation]) {
        expect(() => read(text)).toThrow(expect.objectContaining({ name: 'AppError' }))
      }
    }),
    { numRuns: 2000 },
  )
  const long = JSON.stringify({ id: 'a', padding: 'x'.repeat(longestCredential) })
  expect(() => readAssertion(long)).toThrow(expect.objectContaining({ code: 'form_param_format_invalid' }))
})

test('a passkey is called by the place where it was made', () => {
  const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'
  expect(defaultName(firefox)).toBe('Firefox on Windows')
  expect(defaultName(null)).toBe('Passkey')
})
