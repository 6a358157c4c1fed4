import { createHmac } from 'node:crypto'
import { isSame } from './hashing.ts'
import { derive } from './sealing.ts'

/** Values that are compared later, by people who bring the secret, or derived from it. They change with the pepper. */
type Secret = 'code' | 'backup_code' | 'password' | 'trusted_device' | 'request'
/**
 * Names under which something is counted or invented. They must stay what they are: a counter under a new name would begin anew, and an
 * invented address that changes would tell that nobody has it (R109). Entries of the audit log are never written again, so their seals must last.
 */
type Name = 'identifier' | 'limit' | 'audit'

export interface Peppers {
  /** Name of the one under which MACs are made. */
  newest: string
  /** By name. The first one has the empty name, as MACs carried none before there was a second. */
  values: ReadonlyMap<string, Buffer>
  names: Readonly<Record<Name, Buffer>>
}

export interface Macs {
  /** HMAC-SHA-256, base64url; of a secret, with the name of the pepper in front where it has one. */
  mac(purpose: Secret | Name, value: string): string
  /** Whether it is the MAC of this value, under whichever pepper it was made; in constant time. */
  isMac(purpose: Secret, value: string, mac: string): boolean
  /** Without a name, for what is hashed further; null when there is no such pepper any more. */
  macUnder(pepper: string, purpose: Secret, value: string): string | null
  newestPepper(): string
  /** Another process made one, or it is time to use it. */
  usePeppers(peppers: Peppers): void
}

export function firstPepper(value: Buffer): Peppers {
  return { newest: '', values: new Map([['', value]]), names: nameKeys(value) }
}

/** Made of the first pepper, and kept when it goes: they say nothing of it. */
export function nameKeys(first: Buffer): Peppers['names'] {
  return { identifier: macKey(first, 'identifier'), limit: macKey(first, 'limit'), audit: macKey(first, 'audit') }
}

/** The name of the pepper in a MAC or a password hash: eight digits before the first `.` or `$`. */
export function pepperIn(stored: string): string {
  return /^([0-9a-f]{8})[.$]/.exec(stored)?.[1] ?? ''
}

export function openPeppers(first: Peppers): Macs {
  let peppers = first
  let keys = new Map<string, Buffer>()

  const isName = (purpose: Secret | Name): purpose is Name => purpose in peppers.names

  function keyOf(pepper: string, purpose: Secret): Buffer | undefined {
    const known = keys.get(`${pepper} ${purpose}`)
    const value = peppers.values.get(pepper)
    if (known || !value) return known
    const key = macKey(value, purpose)
    keys.set(`${pepper} ${purpose}`, key)
    return key
  }

  function macUnder(pepper: string, purpose: Secret, value: string): string | null {
    const key = keyOf(pepper, purpose)
    return key ? hmac(key, value) : null
  }

  return {
    macUnder,
    newestPepper: () => peppers.newest,
    mac(purpose, value) {
      if (isName(purpose)) return hmac(peppers.names[purpose], value)
      const { newest } = peppers
      const mac = macUnder(newest, purpose, value)
      if (mac === null) throw new Error('The pepper in use is gone.')
      return newest === '' ? mac : `${newest}.${mac}`
    },
    isMac(purpose, value, mac) {
      const pepper = pepperIn(mac)
      const right = macUnder(pepper, purpose, value)
      return right !== null && isSame(pepper === '' ? mac : mac.slice(pepper.length + 1), right)
    },
    usePeppers(changed) {
      peppers = changed
      keys = new Map()
    },
  }
}

const macKey = (pepper: Buffer, purpose: Secret | Name) => derive(pepper, `mac ${purpose}`)
const hmac = (key: Buffer, value: string) => createHmac('sha256', key).update(value).digest('base64url')
