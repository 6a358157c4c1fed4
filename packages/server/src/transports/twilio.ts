import type { TwilioConfig } from './parse.ts'
import { type Answer, post } from './post.ts'
import { requireNumber, type Sender, type SmsMessage, TransportError } from './transport.ts'

/**
 * The number itself is the reason: invalid, not mobile, a landline or short code, unsubscribed, the body too long.
 * Every other code speaks about our account or its routes, and another transport may do better.
 */
const refusals = new Set([21211, 21217, 21265, 21421, 21610, 21614, 21617, 21635])

export function openTwilio(config: TwilioConfig): Sender<SmsMessage> {
  const url = new URL(`/2010-04-01/Accounts/${config.accountSid}/Messages.json`, config.base)
  const authorization = `Basic ${Buffer.from(`${config.accountSid}:${config.authToken}`).toString('base64')}`
  return {
    name: 'twilio',
    async send(message, signal) {
      requireNumber(message.to)
      const body = new URLSearchParams({ To: message.to, Body: message.body })
      if (config.from) body.set('From', config.from)
      if (config.messagingServiceSid) body.set('MessagingServiceSid', config.messagingServiceSid)
      if (config.statusCallback) body.set('StatusCallback', config.statusCallback)
      const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' }
      return { providerId: readSid(await post({ name: 'twilio', url, headers, body: body.toString() }, signal)) }
    },
    async close() {},
  }
}

function readSid(answer: Answer): string {
  const { sid, code } = readFields(answer.text)
  if (answer.status >= 200 && answer.status < 300) {
    if (typeof sid === 'string' && /^[A-Za-z0-9]{1,64}$/.test(sid)) return sid
    throw new TransportError('ambiguous', `twilio: answered ${answer.status} without the message's SID`)
  }
  const isRefused = answer.status < 500 && answer.status !== 429 && typeof code === 'number' && refusals.has(code)
  throw new TransportError(
    isRefused ? 'refused' : 'failed',
    `twilio: answered ${answer.status}${Number.isSafeInteger(code) ? `, code ${code}` : ''}`,
    answer.retryAfterSeconds,
  )
}

function readFields(text: string): { sid?: unknown; code?: unknown } {
  try {
    const fields: unknown = JSON.parse(text)
    return typeof fields === 'object' && fields !== null ? fields : {}
  } catch {
    return {}
  }
}
