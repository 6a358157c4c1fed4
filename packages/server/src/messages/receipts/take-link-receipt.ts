import type { Context } from '../../context.ts'
import type { Receipt } from '../../transports/transport.ts'
import { findMessage } from './find-message.ts'
import { putReceipt } from './receipts.store.ts'

/**
 * A receipt that came on a connection of ours, so that nobody else can have sent it. False asks the provider to send it again
 * later: while the storage is away, or the message has not been written down as sent.
 */
export async function takeLinkReceipt(context: Context, receipt: Receipt): Promise<boolean> {
  try {
    const found = await findMessage(context, [receipt.transport], receipt.providerId)
    if (typeof found === 'object') await putReceipt(context.db, found.id, receipt.status, context.clock.now())
    return found !== 'not yet'
  } catch (err) {
    context.log.warn({ err, transport: receipt.transport }, 'a delivery receipt could not be stored; it was sent back')
    return false
  }
}
