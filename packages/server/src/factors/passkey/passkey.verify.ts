import { verifyAuthenticationResponse, verifyRegistrationResponse } from '@simplewebauthn/server'
import { decodeAttestationObject } from '@simplewebauthn/server/helpers'
import type { Assertion, Attestation } from './passkey.json.ts'
import type { MadePasskey } from './passkey.store.ts'

/** EdDSA, ES256, RS256 (R39). */
export const algorithms = [-7, -8, -257]

/** What the signed data must name. */
export interface Expected {
  challenge: string
  rpId: string
  /** Checked against the configuration before. */
  origin: string
}

export interface Signed {
  counter: number
  isBackupEligible: boolean
  isBackedUp: boolean
}

export interface NewKey extends Signed {
  credentialId: string
  publicKey: string
}

/**
 * What a passkey signed, or null when any step of the verification fails (R32). User verification is demanded of the authenticator's own
 * data, whatever was asked for: one that only felt a touch proves less than a password (R35). The counter is for the caller to compare,
 * who knows then that the key itself said it.
 */
export async function verifyAssertion(key: MadePasskey, given: Assertion, expected: Expected): Promise<Signed | null> {
  try {
    const { clientDataJSON, authenticatorData, signature } = given.response
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: {
        id: given.id,
        rawId: given.rawId,
        type: given.type,
        clientExtensionResults: {},
        response: { clientDataJSON: clientDataJSON.text, authenticatorData, signature },
      },
      expectedChallenge: expected.challenge,
      expectedOrigin: expected.origin,
      expectedRPID: expected.rpId,
      requireUserVerification: true,
      // Below any counter, so that a signature is looked at before the counter in it is believed.
      credential: { id: given.id, publicKey: Buffer.from(key.public_key, 'base64url'), counter: -1 },
    })
    return verified ? signedOf(authenticationInfo.newCounter, authenticationInfo) : null
  } catch {
    return null
  }
}

/** The key an authenticator made, or null. */
export async function verifyAttestation(given: Attestation, expected: Expected): Promise<NewKey | null> {
  try {
    const { clientDataJSON, attestationObject, transports } = given.response
    if (!isSelfMade(attestationObject)) return null
    const result = await verifyRegistrationResponse({
      response: {
        id: given.id,
        rawId: given.rawId,
        type: given.type,
        clientExtensionResults: {},
        response: { clientDataJSON: clientDataJSON.text, attestationObject, transports: transports as [] },
      },
      expectedChallenge: expected.challenge,
      expectedOrigin: expected.origin,
      expectedRPID: expected.rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    })
    const info = result.registrationInfo
    // The id the browser names must be the one the authenticator made the key for.
    if (info?.credential.id !== given.id) return null
    const publicKey = Buffer.from(info.credential.publicKey).toString('base64url')
    return { credentialId: given.id, publicKey, ...signedOf(info.credential.counter, info) }
  } catch {
    return null
  }
}

/**
 * We ask for no attestation. One with certificates is refused unread: they name addresses of revocation lists, and whoever follows those
 * fetches what a stranger wrote.
 */
function isSelfMade(attestationObject: string): boolean {
  const decoded = decodeAttestationObject(new Uint8Array(Buffer.from(attestationObject, 'base64url')))
  const format = decoded.get('fmt')
  return format === 'none' || (format === 'packed' && decoded.get('attStmt').get('x5c') === undefined)
}

function signedOf(
  counter: number,
  { credentialDeviceType, credentialBackedUp }: { credentialDeviceType: string; credentialBackedUp: boolean },
): Signed {
  return { counter, isBackupEligible: credentialDeviceType === 'multiDevice', isBackedUp: credentialBackedUp }
}
