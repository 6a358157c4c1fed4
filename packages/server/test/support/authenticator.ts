import { createHash, createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { cbor } from './cbor.ts'

interface Key {
  id: Buffer
  userHandle: string
  rpId: string
  privateKey: KeyObject
  counter: number
}

/** What an attacker, or a broken device, changes in what is signed. */
export interface Lies {
  origin?: string
  rpId?: string
  challenge?: string
  type?: string
  crossOrigin?: boolean
  isUserPresent?: boolean
  isUserVerified?: boolean
  isBackupEligible?: boolean
  counter?: number
  userHandle?: string | null
  key?: Key
  signature?: Buffer
}

interface CreationOptions {
  rp: { id: string }
  user: { id: string }
  challenge: string
  excludeCredentials: { id: string }[]
}
interface RequestOptions {
  rpId: string
  challenge: string
  allowCredentials: { id: string }[]
}

/** An authenticator in software: real keys, real signatures, and the truth unless it is told to lie. */
export class Authenticator {
  readonly keys: Key[] = []
  readonly isSynced: boolean

  constructor(isSynced = false) {
    this.isSynced = isSynced
  }

  /** Makes a key for creation options as they travel in `nonce`; the answer is what a browser would post. */
  create(nonce: string, origin: string, lies: Lies & { alg?: number; fmt?: string; x5c?: boolean } = {}): string {
    const options = JSON.parse(nonce) as CreationOptions
    if (options.excludeCredentials.some(({ id }) => this.keys.some((key) => key.id.toString('base64url') === id)))
      throw new Error('this authenticator has a key of this user already')
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const key = lies.key ?? {
      id: randomBytes(32),
      userHandle: options.user.id,
      rpId: options.rp.id,
      privateKey,
      counter: 0,
    }
    this.keys.push(key)
    const { x, y } = publicKey.export({ format: 'jwk' })
    const cose = new Map<number, unknown>([
      [1, 2],
      [3, lies.alg ?? -7],
      [-1, 1],
      [-2, Buffer.from(x ?? '', 'base64url')],
      [-3, Buffer.from(y ?? '', 'base64url')],
    ])
    const length = Buffer.alloc(2)
    length.writeUInt16BE(key.id.length)
    const attested = Buffer.concat([Buffer.alloc(16), length, key.id, cbor(cose)])
    const authData = Buffer.concat([this.authData(key, lies, 0x40), attested])
    const attStmt = new Map<string, unknown>(lies.x5c ? [['x5c', [Buffer.from('certificate')]]] : [])
    const attestationObject = cbor(
      new Map<string, unknown>([
        ['fmt', lies.fmt ?? 'none'],
        ['attStmt', attStmt],
        ['authData', authData],
      ]),
    )
    const clientDataJSON = clientData('webauthn.create', options.challenge, origin, lies)
    return this.credential(key, { clientDataJSON, attestationObject, transports: ['internal'] })
  }

  /** Signs request options as they travel in `nonce`. */
  get(nonce: string, origin: string, lies: Lies = {}): string {
    const options = JSON.parse(nonce) as RequestOptions
    const allowed = options.allowCredentials.map(({ id }) => id)
    const key =
      lies.key ??
      this.keys.find(
        ({ id, rpId }) => rpId === options.rpId && (allowed.length === 0 || allowed.includes(id.toString('base64url'))),
      )
    if (!key) throw new Error('this authenticator has no key for that')
    if (!this.isSynced) key.counter += 1
    const clientDataJSON = clientData('webauthn.get', options.challenge, origin, lies)
    const authenticatorData = this.authData(key, lies, 0)
    const signed = Buffer.concat([authenticatorData, sha256(clientDataJSON)])
    const signature = lies.signature ?? sign('sha256', signed, key.privateKey)
    const userHandle = lies.userHandle === undefined ? key.userHandle : lies.userHandle
    return this.credential(key, { clientDataJSON, authenticatorData, signature, userHandle })
  }

  private authData(key: Key, lies: Lies, more: number): Buffer {
    const isBackupEligible = lies.isBackupEligible ?? this.isSynced
    const flags =
      (lies.isUserPresent === false ? 0 : 1) |
      (lies.isUserVerified === false ? 0 : 4) |
      (isBackupEligible ? 8 | 16 : 0) |
      more
    const counter = Buffer.alloc(4)
    counter.writeUInt32BE(lies.counter ?? key.counter)
    return Buffer.concat([sha256(lies.rpId ?? key.rpId), Buffer.from([flags]), counter])
  }

  private credential(key: Key, response: Record<string, unknown>): string {
    const id = key.id.toString('base64url')
    const texts = Object.entries(response).map(([name, value]) => [
      name,
      Buffer.isBuffer(value) ? value.toString('base64url') : value,
    ])
    return JSON.stringify({
      id,
      rawId: id,
      type: 'public-key',
      clientExtensionResults: {},
      response: Object.fromEntries(texts),
    })
  }
}

/** A key that knows another one's id, as a thief of the database would make it. */
export function forged(key: Key): Key {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { ...key, privateKey: createPrivateKey(privateKey.export({ format: 'pem', type: 'pkcs8' })) }
}

function clientData(type: string, challenge: string, origin: string, lies: Lies): Buffer {
  const told = { type: lies.type ?? type, challenge: lies.challenge ?? challenge, origin: lies.origin ?? origin }
  return Buffer.from(JSON.stringify({ ...told, crossOrigin: lies.crossOrigin ?? false }))
}

function sha256(data: Buffer | string): Buffer {
  return createHash('sha256').update(data).digest()
}
