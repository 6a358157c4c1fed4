import { scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import type { Keyring } from '../../lib/keyring.ts'

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number }, Buffer>(scrypt)

/**
 * One derivation per attempt, compared against every code of the set: salted by the set and peppered (R27). The cost is low on purpose;
 * 65 random bits need no more, and SP 800-63B-4 §3.1.2.2 allows a low work factor for such secrets.
 */
export async function backupCodeMac(keyring: Keyring, salt: string, code: string): Promise<string> {
  const key = await derive(code, Buffer.from(salt, 'base64url'), 32, { N: 1024, r: 8, p: 1 })
  return keyring.mac('backup_code', `${salt}|${key.toString('base64url')}`)
}
