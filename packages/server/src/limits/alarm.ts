import { record } from '../audit/audit.ts'
import { transact } from '../db/transact.ts'
import type { Scope } from '../http/scope.ts'
import { takeOne } from './windows.store.ts'

const tenMinutes = 600_000
/** Failures of a whole instance, from every address: what no limit of a user or an address can see (R107). */
const alarming = 300

/** Counts a proof that failed, and raises the alarm once in ten minutes where there are too many. */
export async function noteFailure(scope: Scope): Promise<void> {
  const { context, instance, now } = scope
  const key = `failures|${instance.id}`
  const { isWithin, count } = await takeOne(context.db, { key, now, length: tenMinutes, most: alarming })
  if (!isWithin || count < alarming) return
  context.log.warn({ instance: instance.slug, failures: alarming }, 'many proofs fail: somebody may be guessing')
  await transact(context.db, (trx) =>
    record(trx, scope, 'sign_in.failures_alarm', { details: { failures: alarming, minutes: 10 } }),
  )
}
