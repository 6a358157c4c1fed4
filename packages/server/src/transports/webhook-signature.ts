import { createHmac } from 'node:crypto'
import type { WebhookConfig } from './parse.ts'

export const webhookHeaders = { timestamp: 'x-countersign-timestamp', signature: 'x-countersign-signature' } as const

/** What a message that went there has as its transport. */
export const webhookName = ({ url, mark }: Pick<WebhookConfig, 'url' | 'mark'>) =>
  `webhook ${new URL(url).hostname}${mark ? ` ${mark}` : ''}`

/** The same in both directions: our messages to the endpoint, and its receipts to us. */
export function signWebhook(secret: string, timestamp: string, body: string | Uint8Array): string {
  return `v1=${createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex')}`
}
