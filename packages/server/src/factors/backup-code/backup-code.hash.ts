import { scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import type { Macs } from '../../lib/peppers.ts'

const derive = promisify<string, Buffer, number, { N: number; r: number; p: number }, Buffer>(scrypt)

/**
 * One derivation per attempt, compared against every code of the set: salted by the set and peppered (R27). The cost is low on purpose;
 * 65 random bits need no more, and SP 800-63B-4 §3.1.2.2 allows a low work factor for such secrets.
 */
async function stretch(salt: string, code: string): Promise<string> {
  const key = await derive(code, Buffer.from(salt, 'base64url'), 32, { N: 1024, r: 8, p: 1 })
  return `${salt}|${key.toString('base64url')}`
}

export async function backupCodeMac(keyring: Pick<Macs, 'mac'>, salt: string, code: string): Promise<string> {
  return keyring.mac('backup_code', await stretch(salt, code))
}

/** Tells which MACs of the set are of this code. */
export async function backupCodeMatcher(
  keyring: Pick<Macs, 'isMac'>,
  salt: string,
  code: string,
): Promise<(mac: string) => boolean> {
  const value = await stretch(salt, code)
  return (mac) => keyring.isMac('backup_code', value, mac)
}
