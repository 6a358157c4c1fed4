import { AppError } from '@countersign/contract'
import { record } from '../audit/audit.ts'
import type { Trx } from '../db/open.ts'
import type { Scope } from '../http/scope.ts'
import { readWindow, takeOne } from '../limits/windows.store.ts'

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

const keyOf = (scope: Scope, number: string, what: string) =>
  `sms|${scope.instance.id}|${scope.context.keyring.mac('limit', `range|${rangeOf(number)}`)}|${what}`

/**
 * Counts a message and pauses the range when too few of its codes are ever typed in: whoever is paid by the message has them sent to numbers
 * that nobody reads. The message that tips the scale still goes; the next one is refused. Holds across servers, like every counter.
 */
export async function watchRange(trx: Trx, scope: Scope, number: string): Promise<void> {
  const { now } = scope
  const paused = await readWindow(trx, keyOf(scope, number, 'paused'), now)
  if (paused) throw new AppError('sms_paused', { minutes: Math.ceil((paused.expires_at - now) / minute) })
  const sent = await countOne(trx, scope, keyOf(scope, number, 'sent'))
  if (sent.count < least) return
  const answered = await readWindow(trx, keyOf(scope, number, `answered|${sent.windowStart}`), now)
  // The last one has had no time to be answered.
  if ((answered?.count ?? 0) >= leastAnswered * (sent.count - 1)) return
  await takeOne(trx, { key: keyOf(scope, number, 'paused'), now, length: pause, most: 1 })
  await record(trx, scope, 'sms.range_paused', {
    details: { range: rangeOf(number), sent: sent.count, answered: answered?.count ?? 0 },
  })
}

/** A code was typed in: the number has a reader. Counted in the window of its message. */
export async function noteAnswer(trx: Trx, scope: Scope, number: string): Promise<void> {
  const sent = await readWindow(trx, keyOf(scope, number, 'sent'), scope.now)
  if (sent) await countOne(trx, scope, keyOf(scope, number, `answered|${sent.window_start}`))
}

function countOne(trx: Trx, { now }: Scope, key: string) {
  return takeOne(trx, { key, now, length: watched, most: Number.MAX_SAFE_INTEGER })
}
