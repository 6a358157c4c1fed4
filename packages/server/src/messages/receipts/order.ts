import type { Receipt } from '../../transports/transport.ts'

/** Receipts overtake each other on their way; what is known for certain is not forgotten for something vaguer. */
const ranks: Record<Receipt['status'], number> = { unknown: 1, pending: 2, delivered: 3, failed: 3 }

/** The states that give way to this one. The first final one stays: nothing comes after delivered or failed. */
export function givingWayTo(status: Receipt['status']): Receipt['status'][] {
  return (Object.keys(ranks) as Receipt['status'][]).filter((earlier) => ranks[earlier] < ranks[status])
}
