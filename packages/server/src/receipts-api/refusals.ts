import { record } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { transact } from '../db/transact.ts'
import type { Arrival } from '../http/arrival.ts'
import { addressKey } from '../http/client-address.ts'
import { findDashboard } from '../instances/instances.store.ts'
import { takeOne } from '../limits/windows.store.ts'

const hour = 3_600_000
/** Rows an hour, from one address and from all. Who sends more of them adds nothing to know, but would fill the log. */
const most = { address: 20, all: 500 }

const noted = new Set(['receipt_signature_invalid', 'receipt_outdated', 'receipt_replayed'])

/** One row in the audit log of the server's own instance for each receipt that was forged or played again; nothing of what it said. */
export async function noteRefusal(
  context: Context,
  arrival: Arrival,
  requestId: string,
  provider: string,
  reason: string,
): Promise<void> {
  if (!noted.has(reason)) return
  const dashboard = await findDashboard(context.db)
  if (!dashboard) return
  const now = context.clock.now()
  const address = context.keyring.mac('limit', addressKey(arrival.ip))
  await transact(context.db, async (trx) => {
    const window = { now, length: hour }
    if (!(await takeOne(trx, { ...window, key: `receipt-refused|${address}`, most: most.address })).isWithin) return
    if (!(await takeOne(trx, { ...window, key: 'receipt-refused', most: most.all })).isWithin) return
    const from = { ip: arrival.ip, userAgent: arrival.header('user-agent') ?? null, requestId }
    await record(trx, { context, instance: dashboard, now, ...from }, 'receipt.refused', {
      details: { provider, reason },
    })
  })
}
