import { record } from '../audit/audit.ts'
import { transact } from '../db/transact.ts'
import type { Scope } from '../http/scope.ts'
import { notify } from '../messages/outgoing.ts'
import type { UserFacts } from '../users/facts.ts'
import { isFromSameClient, type TrustToken } from './trust-token.ts'
import { deleteTrustedDevices, type TrustedDeviceRow, wasTakenUp } from './trusted-devices.store.ts'

/** Requests of other tabs that were on their way when the answer with the new token came. */
const onTheWay = 10_000

/**
 * Whether a used token is shown by the browser that used it, which never got the next one: it is the one that was replaced last, it comes
 * with the same client cookie, and nothing was done with what was answered then. Without a limit in time, since a person whose connection broke may come
 * back the day after.
 */
export async function isRepetition(scope: Scope, device: TrustedDeviceRow, shown: TrustToken): Promise<boolean> {
  if (device.used_hash !== shown.tokenHash || !isFromSameClient(scope, device)) return false
  return scope.now - device.last_used_at <= onTheWay || !(await wasTakenUp(scope.context.db, device))
}

/** Ends a trusted device whose cookie was copied and tells the owner; once, however many show the copy. */
export async function endCopied(scope: Scope, facts: UserFacts, { id }: TrustedDeviceRow): Promise<void> {
  await transact(scope.context.db, async (trx) => {
    const userId = facts.user.id
    const ended = await deleteTrustedDevices(trx, userId, { id })
    if (ended.length === 0) return
    await record(trx, scope, 'trusted_device.reused', { userId, details: { trusted_device_id: id } })
    await notify(trx, scope, facts, 'trusted_device_copied')
  })
}
