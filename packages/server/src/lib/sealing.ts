import { createCipheriv, createDecipheriv, createHash, hkdfSync } from 'node:crypto'
import type { Random } from './random.ts'

/** What is sealed, and to which row it is bound: a ciphertext moved to another row, owner or purpose does not open (R113). */
export interface Binding {
  purpose:
    | 'totp'
    | 'signing_key'
    | 'message'
    | 'snapshot'
    | 'pepper'
    | 'handshake'
    | 'refresh'
    | 'webhook'
    | 'webhook_url'
    | 'answer'
  row: string
  /** The user, or the instance, that the row belongs to. */
  owner: string
}

/** A sealed text did not open. Why is not told: every failure denies alike (R118). */
export class SealError extends Error {
  /** Which value it was, for the log and the audit log. */
  readonly binding: Binding | null

  constructor(binding: Binding | null = null) {
    super('A sealed value could not be opened.')
    this.name = 'SealError'
    this.binding = binding
  }
}

export interface Sealer {
  /** AES-256-GCM, random 96-bit nonce, AAD = version, key id, purpose, row, owner. Text: `v1.<key id>.<base64url>`. */
  seal(plain: string, binding: Binding): string
  /** Throws `SealError` when the text was changed, moved, or sealed under a key that is not in the ring. */
  open(sealed: string, binding: Binding): string
  /** The same text, or the same value under the key that seals now. */
  renew(sealed: string, binding: Binding): string
  /** Id of the key that seals now. */
  currentKeyId: string
  keyIds: readonly string[]
  /** Key id of a sealed text. */
  keyIdOf(sealed: string): string
}

const version = 'v1'
const nonceLength = 12
const tagLength = 16

/** `masterKeys` newest first: the first one seals, all of them open. */
export function openSealer(masterKeys: readonly Buffer[], random: Random): Sealer {
  const keys = new Map(masterKeys.map((key) => [keyId(key), key]))
  const [currentKeyId] = keys.keys()
  if (currentKeyId === undefined) throw new RangeError('There is no master key.')
  const subkeys = new Map<string, Buffer>()

  function subkey(id: string, purpose: string): Buffer {
    const known = subkeys.get(`${id} ${purpose}`)
    if (known) return known
    const master = keys.get(id)
    if (!master) throw new SealError()
    const derived = derive(master, `seal ${purpose}`)
    subkeys.set(`${id} ${purpose}`, derived)
    return derived
  }

  const sealer: Sealer = {
    currentKeyId,
    keyIds: [...keys.keys()],
    keyIdOf: (sealed) => parse(sealed).id,
    renew: (sealed, binding) =>
      parse(sealed).id === currentKeyId ? sealed : sealer.seal(sealer.open(sealed, binding), binding),
    seal(plain, binding) {
      const nonce = random.bytes(nonceLength)
      const cipher = createCipheriv('aes-256-gcm', subkey(currentKeyId, binding.purpose), nonce)
      cipher.setAAD(additionalData(currentKeyId, binding))
      const body = Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return `${version}.${currentKeyId}.${body.toString('base64url')}`
    },
    open(sealed, binding) {
      try {
        const { id, body } = parse(sealed)
        const key = subkey(id, binding.purpose)
        const decipher = createDecipheriv('aes-256-gcm', key, body.subarray(0, nonceLength))
        decipher.setAAD(additionalData(id, binding))
        decipher.setAuthTag(body.subarray(-tagLength))
        const plain = decipher.update(body.subarray(nonceLength, -tagLength))
        return Buffer.concat([plain, decipher.final()]).toString('utf8')
      } catch {
        throw new SealError(binding)
      }
    },
  }
  return sealer
}

export function derive(key: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', `countersign ${purpose}`, 32))
}

function keyId(masterKey: Buffer): string {
  return createHash('sha256').update(derive(masterKey, 'id')).digest('hex').slice(0, 8)
}

/** As JSON, so that no two different bindings have the same bytes. */
function additionalData(id: string, { purpose, row, owner }: Binding): Buffer {
  return Buffer.from(JSON.stringify([version, id, purpose, row, owner]))
}

function parse(sealed: string): { id: string; body: Buffer } {
  const [head, id, text, ...rest] = sealed.split('.')
  if (head !== version || !id || !text || rest.length > 0) throw new SealError()
  const body = Buffer.from(text, 'base64url')
  // Node reads base64url leniently; only the one canonical spelling is ours.
  if (body.length < nonceLength + tagLength || body.toString('base64url') !== text) throw new SealError()
  return { id, body }
}
