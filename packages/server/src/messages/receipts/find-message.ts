import { setTimeout as wait } from 'node:timers/promises'
import type { Context } from '../../context.ts'
import { findByProviderId, isAnyInHand } from './receipts.store.ts'

const waits = [30, 70, 150, 300, 600, 1000]

export type Found = { id: string } | 'unknown' | 'not yet'

/**
 * A receipt can be faster than our own note of the id it names: the provider had the message a moment before. While some
 * message is on its way, one that is not found yet is looked for again; `not yet` says that it may still turn up.
 */
export async function findMessage(
  { db, clock }: Pick<Context, 'db' | 'clock'>,
  transports: readonly string[],
  providerId: string,
): Promise<Found> {
  for (const milliseconds of [0, ...waits]) {
    if (milliseconds > 0) await wait(milliseconds)
    // Asked first: what was in hand then and is not any more has its id by the time we look.
    const mayCome = await isAnyInHand(db, clock.now())
    const id = await findByProviderId(db, transports, providerId)
    if (id !== null) return { id }
    if (!mayCome) return 'unknown'
  }
  return 'not yet'
}
