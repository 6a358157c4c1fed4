import type { Context } from '../context.ts'

export interface TryCounts {
  taken: number
  failed: number
}

const counts = new WeakMap<object, TryCounts>()

/** Tries of this process, by the database they were for: `/metrics` shows them. */
export function tryCounts({ database }: Pick<Context, 'database'>): TryCounts {
  const known = counts.get(database) ?? { taken: 0, failed: 0 }
  counts.set(database, known)
  return known
}

export function countTry(context: Pick<Context, 'database'>, isTaken: boolean): void {
  const all = tryCounts(context)
  all[isTaken ? 'taken' : 'failed'] += 1
}
