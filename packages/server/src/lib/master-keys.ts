import { StartupError } from './startup-error.ts'

/** Reads master keys: base64 of 32 bytes each, separated by commas, newest first. No message quotes a key. */
export function parseMasterKeys(text: string): Buffer[] {
  const parts = text.split(',').map((part) => part.trim())
  const keys = parts.map((part, index) => {
    const name = parts.length > 1 ? `Master key ${index + 1} of ${parts.length}` : 'The master key'
    if (part === '') throw new StartupError(`${name} is empty. ${howToMake}`)
    if (!/^[A-Za-z0-9+/_-]+={0,2}$/.test(part)) throw new StartupError(`${name} is not base64. ${howToMake}`)
    const key = Buffer.from(part, 'base64')
    if (key.length !== 32) throw new StartupError(`${name} has ${key.length} bytes; it needs 32. ${howToMake}`)
    return key
  })
  const distinct = new Set(keys.map((key) => key.toString('hex')))
  if (distinct.size < keys.length) throw new StartupError('A master key is listed twice. List each one once.')
  return keys
}

const howToMake = 'Make one with `openssl rand -base64 32`; list several with commas, the newest first.'
