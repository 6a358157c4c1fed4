import { safeAddress } from '../factors/phantom.ts'
import { moneyOf } from '../messages/budget.ts'
import type { readKept } from '../messages/inbox.ts'
import { safeNumber } from '../users/phone-number.ts'
import type { DeliveryRow } from './messages.store.ts'

/** In a list, enough to tell messages apart; whoever looks for a user's message searches for the whole address (R111). */
export function messageView(row: DeliveryRow) {
  return {
    id: row.id,
    channel: row.channel,
    kind: row.kind,
    to: row.channel === 'sms' ? safeNumber(row.destination) : safeAddress(row.destination),
    country: row.country,
    transport: row.transport,
    status: row.status,
    price: moneyOf(row.price),
    receipt: row.receipt,
    created_at: row.created_at,
  }
}

/** One message, with its whole address and what became of it. `content` is null in production. */
export function messageTrailView(row: DeliveryRow, content: Awaited<ReturnType<typeof readKept>>) {
  return {
    ...messageView(row),
    to: row.destination,
    provider_id: row.provider_id,
    tries: row.tries,
    problem: row.problem,
    failures: JSON.parse(row.failures),
    trail: trailOf(row),
    content,
  }
}

export interface Step {
  what: 'created' | 'sent' | 'receipt' | 'tried_next' | 'expires'
  at: number
}

/** What happened, and what comes next, in the order of time. */
export function trailOf(row: DeliveryRow): Step[] {
  const steps: [Step['what'], number | null][] = [
    ['created', row.created_at],
    ['sent', row.sent_at],
    ['receipt', row.receipt_at],
    ['tried_next', row.status === 'queued' ? row.next_at : null],
    ['expires', row.status === 'queued' || row.status === 'expired' ? row.expires_at : null],
  ]
  return steps.flatMap(([what, at]) => (at === null ? [] : [{ what, at }])).sort((a, b) => a.at - b.at)
}
