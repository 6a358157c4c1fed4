import { createHmac } from 'node:crypto'
import type { Random } from '../lib/random.ts'

const prefix = 'whsec_'

/** 256 bits, as the receiver's library wants them. */
export function newSecret(random: Random): string {
  return prefix + random.bytes(32).toString('base64')
}

/** https://www.standardwebhooks.com: HMAC-SHA-256 over id, time and body, so that none of them can be exchanged or played again later. */
export function sign(secret: string, id: string, seconds: number, body: string): string {
  const key = Buffer.from(secret.slice(prefix.length), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64')}`
}

/** Under both names that receivers look for. While a secret gives way to another one, each signs. */
export function signedHeaders(
  secrets: readonly string[],
  id: string,
  now: number,
  body: string,
): Record<string, string> {
  const seconds = Math.floor(now / 1000)
  const signature = secrets.map((secret) => sign(secret, id, seconds, body)).join(' ')
  const named = (name: string) => ({
    [`${name}-id`]: id,
    [`${name}-timestamp`]: String(seconds),
    [`${name}-signature`]: signature,
  })
  return {
    'content-type': 'application/json',
    'user-agent': 'Countersign-Webhooks/1',
    ...named('webhook'),
    ...named('svix'),
  }
}
