import { transact } from '../db/transact.ts'
import { SealError } from '../lib/sealing.ts'
import { takeOne } from '../limits/windows.store.ts'
import { type AuditScope, record } from './audit.ts'

const day = 86_400_000

/**
 * Writes down that a stored secret cannot be decrypted: damaged on disk, moved to another row, or encrypted with a key that is not given. Once
 * a day for each value, however often it is needed. Never throws, since what needed the value is refused already.
 */
export async function noteUnreadable(scope: AuditScope, { binding }: SealError): Promise<void> {
  const { context, now } = scope
  const details = { purpose: binding?.purpose ?? null, row: binding?.row ?? null }
  try {
    await transact(context.db, async (trx) => {
      const key = `unreadable|${details.purpose}|${details.row}`
      const { isWithin } = await takeOne(trx, { key, now, length: day, most: 1 })
      if (!isWithin) return
      const isOfUser = binding?.purpose === 'totp' || binding?.purpose === 'snapshot'
      await record(trx, scope, 'secret.unreadable', {
        userId: isOfUser ? binding.owner : null,
        actorId: 'machine',
        details,
      })
      context.log.error(details, 'a stored secret cannot be decrypted. Run countersign doctor, which lists all of them')
    })
  } catch (err) {
    context.log.error({ err, ...details }, 'a damaged secret could not be written down')
  }
}

/** What `open` returns, or null when the value cannot be decrypted. */
export async function openOrNote<Value>(scope: AuditScope, open: () => Value): Promise<Value | null> {
  try {
    return open()
  } catch (error) {
    if (!(error instanceof SealError)) throw error
    await noteUnreadable(scope, error)
    return null
  }
}
