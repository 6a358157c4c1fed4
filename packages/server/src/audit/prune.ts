import type { Context } from '../context.ts'
import { transact } from '../db/transact.ts'
import type { Instance } from '../instances/instance.ts'
import { deleteUpTo, findTip, holdTip, insertHead, lastOld } from './chain.store.ts'
import { signHead } from './head.ts'

const day = 86_400_000
const batch = 500

/**
 * Deletes what is older than the instance keeps, from the front, and leaves a signed anchor, so that the rest can still be checked and nobody
 * without the key can shorten it in the same way. At most one batch; returns whether there may be more.
 */
export async function pruneSome(context: Context, instance: Instance): Promise<boolean> {
  const { db, clock } = context
  const now = clock.now()
  const before = now - instance.settings.audit.days * day
  const tip = await findTip(db, instance.id)
  const last = tip && (await lastOld(db, instance.id, before, batch))
  if (!last) return false
  // Signed before the transaction: nothing but queries is awaited in one.
  const anchor = await signHead(context, { instance_id: instance.id, kind: 'anchor', ...last, at: now })
  await transact(db, async (trx) => {
    await holdTip(trx, tip)
    await insertHead(trx, anchor)
    await deleteUpTo(trx, instance.id, last.seq)
  })
  return true
}
