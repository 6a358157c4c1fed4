import { AppError } from '@countersign/contract'
import type { Context } from '../../context.ts'
import { transact } from '../../db/transact.ts'
import { takeOne } from '../../limits/windows.store.ts'
import type { Receipt } from '../../transports/transport.ts'
import { findMessage } from './find-message.ts'
import { putReceipt } from './receipts.store.ts'

/** A receipt that somebody brought, and whose signature is right. */
export interface SignedReceipt extends Omit<Receipt, 'transport'> {
  /** Those whose secret signed it. A secret settles no message that another transport took. */
  transports: readonly string[]
  /** When it happened, where the provider says so. */
  at: number | null
  /** What is the same when the same receipt is played again, and for how many milliseconds it would be believed. */
  mark: string
  markLife: number
}

/**
 * Stores it, once: the mark is taken in the transaction that stores, in the database that all servers share, so that a receipt
 * is neither taken twice nor lost between the two (R138). A message that is not known uses up no mark.
 */
export async function takeReceipt(context: Context, receipt: SignedReceipt): Promise<void> {
  const found = await findMessage(context, receipt.transports, receipt.providerId)
  if (typeof found !== 'object') throw new AppError('resource_not_found')
  const now = context.clock.now()
  const key = `receipt|${context.keyring.mac('limit', receipt.mark)}`
  const isFirst = await transact(context.db, async (trx) => {
    const { isWithin } = await takeOne(trx, { key, now, length: receipt.markLife, most: 1 })
    if (isWithin) await putReceipt(trx, found.id, receipt.status, Math.min(receipt.at ?? now, now))
    return isWithin
  })
  if (!isFirst) throw new AppError('receipt_replayed')
}
