import type { ForeignHash } from './foreign-hash.ts'
import { ForeignHashError, requireBounds, type Shape } from './shape.ts'

const malformed = () => new ForeignHashError('it has not the form that its kind has')

const readers: Readonly<Record<string, (digest: string) => ForeignHash>> = {
  bcrypt: (digest) => readBcrypt(digest, 'bcrypt'),
  bcrypt_sha256_django: (digest) => readBcrypt(digest.replace(/^bcrypt_sha256\$/, ''), 'bcrypt-sha256'),
  argon2: readArgon2,
  argon2i: readArgon2,
  argon2id: readArgon2,
  pbkdf2_sha1: (digest) => readPbkdf2(digest, 'sha1', plain, hex),
  pbkdf2_sha256: (digest) => readPbkdf2(digest, 'sha256', base64, base64),
  pbkdf2_sha256_django: (digest) => readPbkdf2(digest, 'sha256', plain, base64),
  pbkdf2: readPbkdf2Phc,
  scrypt_werkzeug: readWerkzeug,
  'better-auth': readBetterAuth,
}

const insecure = /^(?:md5|sha256|sha512|sha1|ldap_ssha|phpass)/

/**
 * Takes a hash apart that an app brings with a user, by the name that Clerk gives its kind. Fast hashes without much work behind them are
 * refused: their owner's database, wherever a copy of it is, tells the password (R43).
 */
export function readForeignHash(hasher: string, digest: string): ForeignHash {
  if (insecure.test(hasher))
    throw new ForeignHashError('a fast hash keeps no password secret; the user chooses a new one by mail')
  const read = Object.hasOwn(readers, hasher) ? readers[hasher] : undefined
  if (!read) throw new ForeignHashError('it is of a kind that is not known here')
  if (digest.length > 1024) throw malformed()
  const found = read(digest)
  requireBounds(found.shape)
  return found
}

/** The kind of a hash that says it itself; null when it does not. */
export function hasherOf(digest: string): string | null {
  if (/^\$2[aby]\$/.test(digest)) return 'bcrypt'
  if (digest.startsWith('$argon2')) return 'argon2'
  if (/^\$pbkdf2-sha(?:1|256|512)\$/.test(digest)) return 'pbkdf2'
  return null
}

function readBcrypt(digest: string, kind: 'bcrypt' | 'bcrypt-sha256'): ForeignHash {
  const [, cost, salt, hash] = /^\$2[aby]\$(\d\d)\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})$/.exec(digest) ?? []
  if (cost === undefined || salt === undefined || hash === undefined) throw malformed()
  return { shape: { kind, cost: Number(cost) }, salt: Buffer.from(salt), digest: Buffer.from(hash) }
}

const phc =
  /^(?:argon2)?\$(argon2i|argon2id)\$(?:v=(\d{1,2})\$)?m=(\d{1,9}),t=(\d{1,6}),p=(\d{1,3})\$([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+)$/

function readArgon2(text: string): ForeignHash {
  const [, kind, version = '16', memory, time, lanes, salt = '', hash = ''] = phc.exec(text) ?? []
  if (kind !== 'argon2i' && kind !== 'argon2id') throw malformed()
  const digest = base64(hash)
  const costs = { memory: Number(memory), time: Number(time), lanes: Number(lanes) }
  return {
    shape: { kind, ...costs, length: digest.length, version: Number(version) },
    salt: salted(base64(salt), 8),
    digest,
  }
}

/** `pbkdf2_…$<rounds>$<salt>$<hash>`. */
function readPbkdf2(text: string, name: string, readSalt: Read, readHash: Read): ForeignHash {
  const [head, rounds = '', salt = '', hash = '', ...rest] = text.split('$')
  if (head !== `pbkdf2_${name}` || rest.length > 0) throw malformed()
  return pbkdf2(name, whole(rounds), readSalt(salt), readHash(hash))
}

/** `$pbkdf2-sha256$i=<rounds>,l=<length>$<salt>$<hash>`. */
function readPbkdf2Phc(text: string): ForeignHash {
  const [, name, rounds, salt, hash] =
    /^\$pbkdf2-(sha1|sha256|sha512)\$i=(\d{1,8})(?:,l=\d{1,4})?\$([A-Za-z0-9+/=]+)\$([A-Za-z0-9+/=]+)$/.exec(text) ?? []
  if (!name || !rounds || !salt || !hash) throw malformed()
  return pbkdf2(name, whole(rounds), base64(salt), base64(hash))
}

export function pbkdf2(name: string, rounds: number, salt: Buffer, digest: Buffer): ForeignHash {
  const shape: Shape = requireBounds({ kind: 'pbkdf2', digest: name, rounds, length: digest.length })
  return { shape, salt: salted(salt, 1), digest }
}

/** `scrypt:<n>:<r>:<p>$<salt>$<hash>`. */
function readWerkzeug(text: string): ForeignHash {
  const [, n, r, p, salt, hash] = /^scrypt:(\d{1,8}):(\d{1,3}):(\d{1,3})\$([^$]{1,128})\$([0-9a-f]+)$/i.exec(text) ?? []
  if (!n || !r || !p || !salt || !hash) throw malformed()
  const digest = hex(hash)
  const shape: Shape = { kind: 'scrypt', n: whole(n), r: whole(r), p: whole(p), length: digest.length }
  return { shape, salt: plain(salt), digest }
}

/** `<salt>:<hash>`, both in hex; the salt is used as the text it is. */
function readBetterAuth(text: string): ForeignHash {
  const [, salt, hash] = /^([0-9a-f]{16,128}):([0-9a-f]{128})$/.exec(text) ?? []
  if (!salt || !hash) throw malformed()
  return { shape: { kind: 'scrypt-nfkc', n: 16_384, r: 16, p: 1, length: 64 }, salt: plain(salt), digest: hex(hash) }
}

type Read = (text: string) => Buffer
const plain: Read = (text) => Buffer.from(text, 'utf8')

function hex(text: string): Buffer {
  if (!/^(?:[0-9a-f]{2})+$/i.test(text)) throw malformed()
  return Buffer.from(text, 'hex')
}

export function base64(text: string): Buffer {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) throw malformed()
  return Buffer.from(text, 'base64')
}

function whole(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw malformed()
  return Number(text)
}

function salted(salt: Buffer, least: number): Buffer {
  if (salt.length < least || salt.length > 256) throw malformed()
  return salt
}
