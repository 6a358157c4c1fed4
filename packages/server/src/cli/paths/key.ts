import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { systemRandom } from '../../lib/random.ts'

/** A passkey in software, held by somebody who is made for a walk. */
export interface Key {
  id: string
  userHandle: string
  /** As authenticators write it (COSE, RFC 9053 §7.1.1): EC2, ES256, P-256, x and y. */
  publicKey: Buffer
  privateKey: KeyObject
}

export function makeKey(): Key {
  const bytes = (size: number) => systemRandom.bytes(size).toString('base64url')
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const parts = ['a5010203262001215820', x, '225820', y].map((part, at) =>
    Buffer.from(part, at % 2 ? 'base64url' : 'hex'),
  )
  return { id: bytes(16), userHandle: bytes(32), publicKey: Buffer.concat(parts), privateKey }
}

const isPresent = 1
const isVerified = 4

/** Signs what was asked, as a browser would post it (WebAuthn §6.3.3); with `asks` the key makes sure who is there. */
export function signWith(key: Key, nonce: string, { origin, asks }: { origin: string; asks: boolean }): string {
  const { challenge, rpId } = JSON.parse(nonce) as { challenge: string; rpId: string }
  const clientData = Buffer.from(JSON.stringify({ type: 'webauthn.get', challenge, origin, crossOrigin: false }))
  // A counter of 0: a key that does not count.
  const flags = isPresent | (asks ? isVerified : 0)
  const authenticatorData = Buffer.concat([hash(rpId), Buffer.from([flags, 0, 0, 0, 0])])
  const signature = sign('sha256', Buffer.concat([authenticatorData, hash(clientData)]), key.privateKey)
  const response = {
    clientDataJSON: clientData.toString('base64url'),
    authenticatorData: authenticatorData.toString('base64url'),
    signature: signature.toString('base64url'),
    userHandle: key.userHandle,
  }
  return JSON.stringify({ id: key.id, rawId: key.id, type: 'public-key', clientExtensionResults: {}, response })
}

function hash(data: string | Buffer): Buffer {
  return createHash('sha256').update(data).digest()
}
