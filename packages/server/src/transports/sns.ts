import { AwsV4Signer } from 'aws4fetch'
import type { Clock } from '../lib/clock.ts'
import type { SnsConfig } from './parse.ts'
import { type Answer, post } from './post.ts'
import { requireNumber, type Sender, type SmsMessage, TransportError } from './transport.ts'

export function openSns(config: SnsConfig, clock: Clock): Sender<SmsMessage> {
  const name = `sns ${config.region}`
  return {
    name,
    async send(message, signal) {
      requireNumber(message.to)
      const body = publish(message, config.senderId).toString()
      const signer = new AwsV4Signer({
        method: 'POST',
        url: config.base,
        headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
        body,
        accessKeyId: config.accessKeyId,
        secretAccessKey: config.secretAccessKey,
        service: 'sns',
        region: config.region,
        datetime: new Date(clock.now()).toISOString().replace(/[:-]|\.\d{3}/g, ''),
      })
      const { url, headers } = await signer.sign()
      return { providerId: readId(name, await post({ name, url, headers: Object.fromEntries(headers), body }, signal)) }
    },
    async close() {},
  }
}

function publish(message: SmsMessage, senderId: string | null): URLSearchParams {
  const body = new URLSearchParams({
    Action: 'Publish',
    Version: '2010-03-31',
    PhoneNumber: message.to,
    Message: message.body,
  })
  const attributes = { 'AWS.SNS.SMS.SMSType': 'Transactional', ...(senderId && { 'AWS.SNS.SMS.SenderID': senderId }) }
  for (const [index, [key, value]] of Object.entries(attributes).entries()) {
    const entry = `MessageAttributes.entry.${index + 1}`
    body.set(`${entry}.Name`, key)
    body.set(`${entry}.Value.DataType`, 'String')
    body.set(`${entry}.Value.StringValue`, value)
  }
  return body
}

function readId(name: string, { status, text, retryAfterSeconds }: Answer): string {
  if (status >= 200 && status < 300) {
    const id = /<MessageId>([\w-]{1,100})<\/MessageId>/.exec(text)?.[1]
    if (id) return id
    throw new TransportError('ambiguous', `${name}: answered ${status} without a message id`)
  }
  const code = /<Code>(\w{1,60})<\/Code>/.exec(text)?.[1]
  const told = `${name}: answered ${status}${code ? `, ${code}` : ''}`
  if (status === 400 && code?.startsWith('InvalidParameter') && /\bPhoneNumber\b/.test(text))
    throw new TransportError('refused', told)
  // AWS says that it is too much with a 400 as well.
  const isThrottled = status === 429 || code?.startsWith('Throttl')
  throw new TransportError('failed', told, retryAfterSeconds ?? (isThrottled ? 1 : undefined))
}
