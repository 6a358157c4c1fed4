import { AppError } from '@countersign/contract'
import { z } from 'zod'
import type { Context } from '../context.ts'
import { parseBody } from '../http/body.ts'
import { checkInput } from '../http/input.ts'
import { isSame } from '../lib/hashing.ts'
import type { SignedReceipt } from '../messages/receipts/take-receipt.ts'
import type { Receipt } from '../transports/transport.ts'
import { callbackPath, signTwilio, spellings } from '../transports/twilio-callback.ts'
import type { Sent } from './routes.ts'

const day = 86_400_000

const fields = z.object({ MessageSid: z.string().min(1).max(64), MessageStatus: z.string().min(1).max(40) })

const statuses: Record<string, Receipt['status']> = {
  accepted: 'pending',
  scheduled: 'pending',
  queued: 'pending',
  sending: 'pending',
  sent: 'pending',
  delivered: 'delivered',
  read: 'delivered',
  undelivered: 'failed',
  failed: 'failed',
  canceled: 'failed',
}

/** Signed over the address that Twilio was given for receipts and not over the one that was called: a proxy may have changed that. */
export function readTwilioReceipt({ config }: Context, { header, body }: Sent): SignedReceipt {
  const form = parseBody(header('content-type'), body) as Record<string, string>
  const signature = header('x-twilio-signature') ?? ''
  const isSigned = config.sms
    .filter((transport) => transport.kind === 'twilio')
    .flatMap(({ authToken, statusCallback }) =>
      spellings(statusCallback ?? `${config.url}${callbackPath}`).map((url) => signTwilio(authToken, url, form)),
    )
    .some((expected) => isSame(signature, expected))
  if (!isSigned) throw new AppError('receipt_signature_invalid')
  const { MessageSid, MessageStatus } = checkInput(fields, form)
  return {
    transports: ['twilio'],
    providerId: MessageSid,
    status: Object.hasOwn(statuses, MessageStatus) ? (statuses[MessageStatus] ?? 'unknown') : 'unknown',
    at: null,
    // Its signature covers no time. Played again later than a day, it meets a state that it cannot move.
    mark: `twilio|${MessageSid}|${MessageStatus}`,
    markLife: day,
  }
}
