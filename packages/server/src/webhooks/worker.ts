import type { Context } from '../context.ts'
import { type Drain, startDrain } from '../lib/drain.ts'
import { Breaker } from '../messages/outbox/breaker.ts'
import { deliver } from './deliver.ts'
import { claimDue, type DeliveryRow, isAnyDue } from './queue.store.ts'
import { isTaken } from './schedule.ts'

const usualTimeout = 15_000
const pollEvery = 1_000
const atOnce = 50
/** One receiver that hangs must leave room for the others. */
const atOnceForOne = 10

/** Hands events to their receivers. Any number of processes may run one each. */
export function startWebhooks(context: Context, { timeout = usualTimeout } = {}): Drain {
  const { db, clock, database } = context
  // Longer than a try can last, so that a slow receiver is not taken for a dead process.
  const lease = 3 * timeout + 5_000
  const breakers = new Map<string, Breaker>()
  const inHand = new Map<string, number>()

  function resting(): string[] {
    const now = clock.now()
    const open = [...breakers].filter(([, breaker]) => breaker.isOpen(now)).map(([id]) => id)
    const busy = [...inHand].filter(([, count]) => count >= atOnceForOne).map(([id]) => id)
    return [...open, ...busy]
  }

  async function handle(row: DeliveryRow): Promise<void> {
    count(row.endpoint_id, 1)
    try {
      const tried = await deliver(context, row, timeout)
      if (tried === null) return
      const breaker = breakers.get(row.endpoint_id) ?? new Breaker()
      if (isTaken(tried.status)) breakers.delete(row.endpoint_id)
      else breakers.set(row.endpoint_id, breaker)
      if (!isTaken(tried.status)) breaker.failed(clock.now(), Math.min(tried.restMilliseconds, timeout))
    } finally {
      count(row.endpoint_id, -1)
    }
  }

  function count(endpointId: string, change: number): void {
    const now = (inHand.get(endpointId) ?? 0) + change
    if (now > 0) inHand.set(endpointId, now)
    else inHand.delete(endpointId)
  }

  return startDrain<DeliveryRow>({
    pollEvery,
    atOnce,
    batch: atOnceForOne,
    isAnyDue: () => isAnyDue(db, { now: clock.now(), resting: resting() }),
    claim: (most) => {
      const skipLocked = database.engine === 'postgres'
      return claimDue(db, { now: clock.now(), resting: resting(), lease, most, skipLocked })
    },
    handle,
    failed(err, row) {
      if (row) context.log.error({ err, deliveryId: row.id }, 'a webhook could not be handled; it will be tried again')
      else context.log.warn({ err }, 'the queue of webhooks could not be read')
    },
  })
}
