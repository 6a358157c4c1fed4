import { AppError } from '@countersign/contract'
import { record } from '../audit/audit.ts'
import type { Trx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import type { Scope } from '../http/scope.ts'
import { newId } from '../lib/ids.ts'
import { countEach, endWindow, readWindow, takeBack, takeOne } from '../limits/windows.store.ts'
import { countryOf } from '../users/phone-number.ts'
import type { VerificationRow } from './codes.store.ts'
import { findPause, insertPause, liftPause } from './sms-pauses.store.ts'
import { noteSenderAnswer } from './sms-sender.ts'
import { tallyAnswer } from './sms-tally.ts'
import { restoreStanding } from './standing.ts'
import { isTestAddress } from './test-addresses.ts'

const minute = 60_000
export const watched = 15 * minute
const pause = 60 * minute
/** This share must have been answered; of honest ones three in five are. */
export const leastAnswered = 0.2

interface Group {
  /** As `sms_pauses` names it: the beginning of the numbers, or the two letters of a country. */
  name: string
  /** Messages before it is judged. */
  least: number
}

/**
 * The numbers that are judged together: a range of one operator, and the whole country for a pump that stays below twenty in each range (R136). One
 * range must not close its country: it is judged sooner, and what it sent is then taken out of the country's numbers.
 */
function groupsOf(number: string, country: string): Group[] {
  return [
    { name: rangeOf(number), least: 20 },
    { name: country, least: 30 },
  ]
}

export function rangeOf(number: string): string {
  return number.slice(0, -6)
}

export const isRange = (name: string) => name.startsWith('+')

const keyOf = ({ instance, context }: Scope, group: string, what: string) =>
  `sms|${instance.id}|${context.keyring.mac('limit', `range|${group}`)}|${what}`

/**
 * Counts a message and pauses its range or country when too few codes are ever typed in: whoever is paid by the message has them sent to numbers
 * that nobody reads. The message that tips the scale still goes; the next one is refused. Holds across servers, like every counter. Messages of
 * the owners of verified numbers count, and are not refused: otherwise anybody could stop them with twenty messages of their own. One statement counts
 * both: all messages to the country wait for it until this one is committed.
 */
export async function watchGroups(
  trx: Trx,
  scope: Scope,
  to: { key: string; country: string },
  { mayBeRefused }: { mayBeRefused: boolean },
): Promise<void> {
  const groups = groupsOf(to.key, to.country)
  const keys = groups.map(({ name }) => keyOf(scope, name, 'sent'))
  const counted = await countEach(trx, { keys, now: scope.now, length: watched })
  let moved = 0
  for (const [index, { name, least }] of groups.entries()) {
    const { count: all, windowStart } = counted.get(keys[index] ?? '') ?? { count: 0, windowStart: scope.now }
    const count = all - moved
    if (count < least) continue
    const answered = (await readWindow(trx, keyOf(scope, name, `answered|${windowStart}`), scope.now))?.count ?? 0
    // The last one has had no time to be answered.
    if (answered >= leastAnswered * (count - 1)) continue
    // Another server may have paused it while this one waited for the counter.
    const paused = await findPause(trx, { instanceId: scope.instance.id, ranges: [name], now: scope.now })
    if (paused) {
      if (mayBeRefused) throw refusal(scope, paused)
      continue
    }
    await pauseGroup(trx, scope, name, { sent: count, answered })
    if (!isRange(name)) continue
    await takeOutOf(trx, scope, to.country, { sent: count, answered })
    moved = count
  }
}

interface Judged {
  sent: number
  answered: number
}

async function pauseGroup(trx: Trx, scope: Scope, range: string, judged: Judged): Promise<void> {
  const { now, context, instance } = scope
  await insertPause(trx, {
    id: newId('pause', context),
    instance_id: instance.id,
    range,
    ...judged,
    since: now,
    until: now + pause,
    lifted_at: null,
    lifted_by: null,
  })
  const event = isRange(range) ? 'sms.range_paused' : 'sms.country_paused'
  await record(trx, scope, event, { details: { [isRange(range) ? 'range' : 'country']: range, ...judged } })
}

/** What paused a range is no longer judged with its country. */
async function takeOutOf(trx: Trx, scope: Scope, country: string, { sent, answered }: Judged): Promise<void> {
  const key = keyOf(scope, country, 'sent')
  const window = await readWindow(trx, key, scope.now)
  if (!window) return
  await takeBack(trx, key, sent)
  await takeBack(trx, keyOf(scope, country, `answered|${window.window_start}`), answered)
}

/** A code was typed in: the number has a reader. Counted in the windows of its message; what others share comes last, as in a send. */
export async function noteAnswer(trx: Trx, scope: Scope, sent: VerificationRow): Promise<void> {
  const number = sent.destination_key
  if (isTestAddress(number, scope.instance.environment)) return
  await noteSenderAnswer(trx, scope, sent)
  await restoreStanding(trx, scope, number)
  for (const { name } of groupsOf(number, countryOf(number))) {
    const window = await readWindow(trx, keyOf(scope, name, 'sent'), scope.now)
    if (window) await countOne(trx, scope, keyOf(scope, name, `answered|${window.window_start}`))
  }
  await tallyAnswer(trx, scope, number, sent.sent_at)
}

/** An operator ends a pause. The range is watched from the start again, or the next message would pause it once more. */
export async function liftRange(scope: Scope, operatorId: string, id: string): Promise<void> {
  const { context, instance, now } = scope
  await transact(context.db, async (trx) => {
    const lifted = await liftPause(trx, { id, instanceId: instance.id, by: operatorId, now })
    if (!lifted) throw new AppError('resource_not_found')
    const { range } = lifted
    await endWindow(trx, keyOf(scope, range, 'sent'))
    const event = isRange(range) ? 'sms.range_resumed' : 'sms.country_resumed'
    await record(trx, scope, event, {
      actorId: operatorId,
      details: { id, [isRange(range) ? 'range' : 'country']: range },
    })
  })
}

/** Before anything is counted. */
export async function refusePausedGroups(trx: Trx, scope: Scope, to: { key: string; country: string }): Promise<void> {
  const ranges = groupsOf(to.key, to.country).map(({ name }) => name)
  const paused = await findPause(trx, { instanceId: scope.instance.id, ranges, now: scope.now })
  if (paused) throw refusal(scope, paused)
}

function refusal({ now }: Scope, { until }: { until: number }): AppError {
  return new AppError('sms_paused', { minutes: Math.ceil((until - now) / minute) })
}

function countOne(trx: Trx, { now }: Scope, key: string) {
  return takeOne(trx, { key, now, length: watched, most: Number.MAX_SAFE_INTEGER })
}
