import { type Macs, openPeppers, type Peppers } from './peppers.ts'
import type { Random } from './random.ts'
import { openSealer, type Sealer } from './sealing.ts'

export { parseMasterKeys } from './master-keys.ts'
export { type Binding, SealError } from './sealing.ts'

/**
 * The master keys, newest first, and what is derived from them (HKDF-SHA-256 per purpose, R114); and the peppers, random values
 * kept sealed in the database: master keys can be replaced without touching what was stored as a MAC.
 */
export interface Keyring extends Sealer, Macs {}

export function openKeyring(parts: { masterKeys: readonly Buffer[]; random: Random; peppers: Peppers }): Keyring {
  return { ...openSealer(parts.masterKeys, parts.random), ...openPeppers(parts.peppers) }
}
