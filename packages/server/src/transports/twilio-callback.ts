import { createHmac } from 'node:crypto'
import type { SmsTransportConfig } from './parse.ts'

export const callbackPath = '/v1/receipts/twilio'

/** Twilio is told where its receipts go, unless that is configured. It refuses a whole message over an address it cannot reach. */
export function withCallback(config: SmsTransportConfig, url: string): SmsTransportConfig {
  if (config.kind !== 'twilio' || config.statusCallback !== null || !url.startsWith('https:')) return config
  return { ...config, statusCallback: `${url}${callbackPath}` }
}

/** SHA-1 is Twilio's choice; as the hash of an HMAC it is not known to be broken. */
export function signTwilio(authToken: string, url: string, fields: Readonly<Record<string, string>>): string {
  const text = Object.keys(fields)
    .sort()
    .map((name) => `${name}${fields[name]}`)
    .join('')
  return createHmac('sha1', authToken).update(`${url}${text}`).digest('base64')
}

/** Twilio signs a URL sometimes with and sometimes without its port. */
export function spellings(url: string): string[] {
  const { protocol, hostname, port, pathname, search } = new URL(url)
  const rest = `${pathname}${search}`
  const explicit = port || (protocol === 'https:' ? '443' : '80')
  return [`${protocol}//${hostname}${rest}`, `${protocol}//${hostname}:${explicit}${rest}`]
}
