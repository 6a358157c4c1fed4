import type { Context } from '../context.ts'
import type { SignedReceipt } from '../messages/receipts/take-receipt.ts'
import type { SmsTransportConfig } from '../transports/parse.ts'
import { readTwilioReceipt } from './twilio.ts'
import { readWebhookReceipt } from './webhook.ts'

/** What arrived, byte for byte as it was signed. */
export interface Sent {
  header(name: string): string | undefined
  body: Uint8Array
}

export interface ReceiptRoute {
  /** The transport that sends there, and the end of its path. Without such a transport there is no such route. */
  kind: SmsTransportConfig['kind']
  type: 'application/json' | 'application/x-www-form-urlencoded'
  /** One sentence for the generated reference. */
  summary: string
  /** Throws what is wrong with it. */
  read(context: Context, sent: Sent): SignedReceipt
}

/** Delivery receipts that providers bring over HTTP, to the server's own URL: a transport belongs to all instances. */
export const receiptRoutes: ReceiptRoute[] = [
  {
    kind: 'webhook',
    type: 'application/json',
    summary: 'What became of a message that went to a webhook; signed as that was',
    read: readWebhookReceipt,
  },
  {
    kind: 'twilio',
    type: 'application/x-www-form-urlencoded',
    summary: 'Status callback of Twilio, with its signature',
    read: readTwilioReceipt,
  },
]
