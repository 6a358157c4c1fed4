import { readFileSync } from 'node:fs'
import { BlockList } from 'node:net'
import { z } from 'zod'
import { parseMasterKeys } from './lib/master-keys.ts'
import { StartupError } from './lib/startup-error.ts'
import { type MailSender, readMailSender } from './transports/mail-sender.ts'
import {
  type MailTransportConfig,
  parseMailTransport,
  parseSmsTransports,
  type SmsTransportConfig,
  TransportUrlError,
} from './transports/parse.ts'

export function number(min: number, max: number) {
  const message = `must be a whole number from ${min} to ${max}`
  return z
    .string()
    .regex(/^\d{1,9}$/, message)
    .transform(Number)
    .refine((value) => value >= min && value <= max, message)
}

export function toBaseUrl(text: string, context: z.RefinementCtx): string {
  const url = URL.canParse(text) ? new URL(text) : null
  const isPlain =
    url &&
    /^https?:$/.test(url.protocol) &&
    url.pathname === '/' &&
    !url.search &&
    !url.hash &&
    !url.username &&
    !url.password
  if (isPlain) return url.origin
  return problem(context, 'must be a base URL like https://auth.example.com, without path, query or user')
}

/** A link that the dashboard shows, so nothing that could run as a script. */
export function toFeedbackUrl(text: string, context: z.RefinementCtx): string {
  const url = URL.canParse(text) ? new URL(text) : null
  const hasTarget = url?.protocol === 'mailto:' ? url.pathname.includes('@') : /^https?:$/.test(url?.protocol ?? '')
  if (url && hasTarget) return url.href
  return problem(context, 'must be an address like https://help.example.com or mailto:it@example.com')
}

/** Keys that stand in some documentation, or that nobody drew at random, protect nothing (R50). */
export function toMasterKeys(text: string, context: z.RefinementCtx): Buffer[] {
  try {
    const keys = parseMasterKeys(text)
    if (keys.every((key) => new Set(key).size >= 8)) return keys
    return problem(context, 'is an example, not a random key. Make one with `openssl rand -base64 32`')
  } catch (error) {
    if (error instanceof StartupError) return problem(context, `is not usable. ${error.message}`)
    throw error
  }
}

export function toFileText(path: string, context: z.RefinementCtx): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return problem(context, `names ${path}, which cannot be read`)
  }
}

export function toSmsTransports(text: string, context: z.RefinementCtx): SmsTransportConfig[] {
  return orProblem(context, () => parseSmsTransports(text))
}

export function toMailTransport(text: string, context: z.RefinementCtx): MailTransportConfig {
  return orProblem(context, () => parseMailTransport(text))
}

export function toMailSender(text: string, context: z.RefinementCtx): MailSender {
  const sender = readMailSender(text)
  return sender ?? problem(context, 'must be an email address, or a name with one, such as Acme <no-reply@example.com>')
}

/** The parsers never repeat a credential, and nothing else of theirs is told. */
function orProblem<Value>(context: z.RefinementCtx, parse: () => Value): Value {
  try {
    return parse()
  } catch (error) {
    if (error instanceof TransportUrlError) return problem(context, error.message)
    throw error
  }
}

export function toBlockList(text: string, context: z.RefinementCtx): BlockList {
  const list = new BlockList()
  for (const part of text
    .split(',')
    .map((item) => item.trim())
    .filter(Boolean)) {
    const [address = '', bits] = part.split('/')
    const kind = address.includes(':') ? 'ipv6' : 'ipv4'
    try {
      if (bits === undefined) list.addAddress(address, kind)
      else if (/^\d{1,3}$/.test(bits)) list.addSubnet(address, Number(bits), kind)
      else throw new TypeError()
    } catch {
      return problem(context, `lists ${part}, which is neither an address nor a CIDR like 10.0.0.0/8`)
    }
  }
  return list
}

function problem(context: z.RefinementCtx, message: string): never {
  context.addIssue({ code: 'custom', message })
  return z.NEVER
}
