import { createHmac } from 'node:crypto'
import type { Random } from './random.ts'
import { derive, openSealer, type Sealer } from './sealing.ts'

export { parseMasterKeys } from './master-keys.ts'
export { type Binding, SealError } from './sealing.ts'

/** The master keys, newest first, and what is derived from them (HKDF-SHA-256 per purpose, R114). */
export interface Keyring extends Sealer {
  /**
   * HMAC-SHA-256 under the pepper for `purpose`, base64url. The pepper is a random value kept sealed in the database:
   * master keys can be replaced without touching what was stored as a MAC.
   */
  mac(purpose: 'code' | 'backup_code' | 'identifier' | 'password' | 'limit' | 'audit', value: string): string
}

export function openKeyring(parts: { masterKeys: readonly Buffer[]; random: Random; pepper: Buffer }): Keyring {
  const macKeys = new Map<string, Buffer>()
  return {
    ...openSealer(parts.masterKeys, parts.random),
    mac(purpose, value) {
      let key = macKeys.get(purpose)
      if (!key) {
        key = derive(parts.pepper, `mac ${purpose}`)
        macKeys.set(purpose, key)
      }
      return createHmac('sha256', key).update(value).digest('base64url')
    },
  }
}
