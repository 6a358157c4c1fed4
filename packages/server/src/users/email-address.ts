import { domainToASCII } from 'node:url'
import { cleanEmail } from '../lib/typed.ts'

export interface ReadEmail {
  /** For showing. */
  address: string
  /** Lower-case, NFKC, domain in ASCII: for looking up, uniqueness and every limit (R25). */
  key: string
}

const longest = 254
/** Bytes, not letters (RFC 5321, 4.5.3.1.1; RFC 6531). */
const longestLocal = 64
const local = /^[a-z0-9!#$%&'*+/=?^_`{|}~\u0080-\uffff-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~\u0080-\uffff-]+)*$/u
const label = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
// What NFKC can turn into a separator, or a mail system could read as one; control characters included.
const forbidden = /[\s\p{C}"(),:;<>@[\\\]]/u

/**
 * Exactly one addr-spec (RFC 5322 §3.4.1) without quoting, comments, groups, routes or address literals, or null. What stands around
 * it in a paste is taken off first (`cleanEmail`). The length is looked at first and every expression is linear, so a long hostile text costs
 * nothing (R47). Checked after NFKC, because a full-width @ becomes a second mailbox only then.
 */
export function readEmailAddress(input: string): ReadEmail | null {
  const text = cleanEmail(input)
  if (text.length > longest) return null
  const at = text.indexOf('@')
  const name = text.slice(0, at)
  if (at < 1 || Buffer.byteLength(name) > longestLocal || Buffer.byteLength(text) > longest) return null
  const domain = domainToASCII(text.slice(at + 1)).toLowerCase()
  const key = name.toLowerCase()
  if (forbidden.test(name) || forbidden.test(text.slice(at + 1)) || !local.test(key) || !isDomain(domain)) return null
  // A domain in ASCII is longer than the same in letters, and some letters have longer small ones.
  if (Math.max(Buffer.byteLength(name), Buffer.byteLength(key)) + 1 + domain.length > longest) return null
  return { address: `${name}@${domain}`, key: `${key}@${domain}` }
}

function isDomain(domain: string): boolean {
  const labels = domain.split('.')
  const last = labels.at(-1) ?? ''
  return labels.length >= 2 && domain.length <= 253 && labels.every((part) => label.test(part)) && !/^\d+$/.test(last)
}
