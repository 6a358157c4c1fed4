import { AppError } from '@countersign/contract'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { parseBody } from '../http/body.ts'
import { checkInput } from '../http/input.ts'
import { isSame } from '../lib/hashing.ts'
import type { SignedReceipt } from '../messages/receipts/take-receipt.ts'
import { signWebhook, webhookHeaders, webhookName } from '../transports/webhook-signature.ts'
import type { Sent } from './routes.ts'

const tolerance = 5 * 60_000

const fields = z.object({
  id: z.string().min(1).max(100),
  status: z.enum(['delivered', 'failed', 'pending', 'unknown']),
  at: z.number().int().min(0).max(8.64e15).optional(),
})

/** Signed as we sign the messages that go there, so that the receiver needs one secret and one function. */
export function readWebhookReceipt({ config, clock }: Context, { header, body }: Sent): SignedReceipt {
  const timestamp = header(webhookHeaders.timestamp) ?? ''
  const signature = header(webhookHeaders.signature) ?? ''
  const signers = config.sms
    .filter((transport) => transport.kind === 'webhook')
    .filter(({ secret }) => isSame(signature, signWebhook(secret, timestamp, body)))
  if (signers.length === 0) throw new AppError('receipt_signature_invalid')
  if (!isNear(timestamp, clock.now())) throw new AppError('receipt_outdated')
  const { id, status, at } = checkInput(fields, parseBody(header('content-type'), body))
  return {
    transports: signers.map(webhookName),
    providerId: id,
    status,
    at: at ?? null,
    mark: `webhook|${signature}`,
    // From five minutes ahead of us to five minutes behind, and a minute for clocks of servers that differ.
    markLife: 2 * tolerance + 60_000,
  }
}

function isNear(timestamp: string, now: number): boolean {
  return /^[0-9]{1,12}$/.test(timestamp) && Math.abs(Number(timestamp) * 1000 - now) <= tolerance
}
