import { AppError } from '@countersign/contract'
import { record } from '../audit/audit.ts'
import type { Trx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import type { Scope } from '../http/scope.ts'
import { newId } from '../lib/ids.ts'
import { endWindow, readWindow, takeOne } from '../limits/windows.store.ts'
import type { VerificationRow } from './codes.store.ts'
import { findPause, insertPause, liftPause } from './sms-pauses.store.ts'
import { tallyAnswer } from './sms-tally.ts'
import { isTestAddress } from './test-addresses.ts'

const minute = 60_000
const watched = 15 * minute
const pause = 60 * minute
/** Of at least so many messages … */
const least = 20
/** … this share must have been answered; of honest ones three in five are. */
const leastAnswered = 0.2

/** The numbers that are judged together: a range of one operator, never a country (R136). */
export function rangeOf(number: string): string {
  return number.slice(0, -6)
}

const keyOf = ({ instance, context }: Scope, range: string, what: string) =>
  `sms|${instance.id}|${context.keyring.mac('limit', `range|${range}`)}|${what}`

/**
 * Counts a message and pauses the range when too few of its codes are ever typed in: whoever is paid by the message has them sent to numbers
 * that nobody reads. The message that tips the scale still goes; the next one is refused. Holds across servers, like every counter.
 */
export async function watchRange(trx: Trx, scope: Scope, number: string): Promise<void> {
  const { now, context, instance } = scope
  const range = rangeOf(number)
  await refusePaused(trx, scope, range)
  const sent = await countOne(trx, scope, keyOf(scope, range, 'sent'))
  if (sent.count < least) return
  const answered = await readWindow(trx, keyOf(scope, range, `answered|${sent.windowStart}`), now)
  // The last one has had no time to be answered.
  if ((answered?.count ?? 0) >= leastAnswered * (sent.count - 1)) return
  // Another server may have paused it while this one waited for the counter.
  await refusePaused(trx, scope, range)
  const judged = { range, sent: sent.count, answered: answered?.count ?? 0 }
  await insertPause(trx, {
    id: newId('pause', context),
    instance_id: instance.id,
    ...judged,
    since: now,
    until: now + pause,
    lifted_at: null,
    lifted_by: null,
  })
  await record(trx, scope, 'sms.range_paused', { details: judged })
}

/** A code was typed in: the number has a reader. Counted in the window of its message. */
export async function noteAnswer(trx: Trx, scope: Scope, sent: VerificationRow): Promise<void> {
  if (isTestAddress(sent.destination_key, scope.instance.environment)) return
  const range = rangeOf(sent.destination_key)
  const window = await readWindow(trx, keyOf(scope, range, 'sent'), scope.now)
  if (window) await countOne(trx, scope, keyOf(scope, range, `answered|${window.window_start}`))
  await tallyAnswer(trx, scope, sent.destination_key, sent.sent_at)
}

/** An operator ends a pause. The range is watched from the start again, or the next message would pause it once more. */
export async function liftRange(scope: Scope, operatorId: string, id: string): Promise<void> {
  const { context, instance, now } = scope
  await transact(context.db, async (trx) => {
    const lifted = await liftPause(trx, { id, instanceId: instance.id, by: operatorId, now })
    if (!lifted) throw new AppError('resource_not_found')
    await endWindow(trx, keyOf(scope, lifted.range, 'sent'))
    await record(trx, scope, 'sms.range_resumed', { actorId: operatorId, details: { id, range: lifted.range } })
  })
}

async function refusePaused(trx: Trx, { instance, now }: Scope, range: string): Promise<void> {
  const paused = await findPause(trx, { instanceId: instance.id, range, now })
  if (paused) throw new AppError('sms_paused', { minutes: Math.ceil((paused.until - now) / minute) })
}

function countOne(trx: Trx, { now }: Scope, key: string) {
  return takeOne(trx, { key, now, length: watched, most: Number.MAX_SAFE_INTEGER })
}
