import type { Trx } from './open.ts'

type Work = (trx: Trx) => Promise<void>

const lists = new WeakMap<Trx, Map<string, Work>>()

/**
 * Does something once at the end of the transaction, before it commits: when all of the change is there to be read. The first to ask under
 * a key is heard, unless a later one `replaces` it.
 */
export function atLast(trx: Trx, key: string, work: Work, { replaces = false } = {}): void {
  const list = lists.get(trx) ?? new Map<string, Work>()
  lists.set(trx, list)
  if (replaces || !list.has(key)) list.set(key, work)
}

/** Called by `transact` alone. */
export async function doLast(trx: Trx): Promise<void> {
  for (const work of lists.get(trx)?.values() ?? []) await work(trx)
}

/** For work that is taken back: forgets what was asked for since. */
export function keepLast(trx: Trx): { putBack(): void } {
  const kept = new Map(lists.get(trx))
  return { putBack: () => void lists.set(trx, kept) }
}
