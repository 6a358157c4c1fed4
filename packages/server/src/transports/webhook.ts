import type { Clock } from '../lib/clock.ts'
import type { WebhookConfig } from './parse.ts'
import { post } from './post.ts'
import { requireNumber, type Sender, type SmsMessage, TransportError } from './transport.ts'
import { signWebhook, webhookHeaders, webhookName } from './webhook-signature.ts'

/**
 * Hands the message to an endpoint of the operator's own. The signature covers the time, so that a request somebody recorded
 * cannot be played back later, and the body byte for byte. The receiver tells repeats by `id`.
 */
export function openWebhook(config: WebhookConfig, clock: Clock): Sender<SmsMessage> {
  const url = new URL(config.url)
  const name = webhookName(config)
  return {
    name,
    async send(message, signal) {
      requireNumber(message.to)
      const { id, to, country, createdAt: created_at } = message
      const body = JSON.stringify({ id, to, body: message.body, country, created_at })
      const timestamp = String(Math.floor(clock.now() / 1000))
      const headers = {
        'content-type': 'application/json',
        [webhookHeaders.timestamp]: timestamp,
        [webhookHeaders.signature]: signWebhook(config.secret, timestamp, body),
      }
      const { status, retryAfterSeconds } = await post({ name, url, headers, body }, signal)
      if (status >= 200 && status < 300) return { providerId: id }
      // 422 is the receiver's way to say that it is this message, and not the moment or the settings.
      throw new TransportError(status === 422 ? 'refused' : 'failed', `${name}: answered ${status}`, retryAfterSeconds)
    },
    async close() {},
  }
}
