import { AppError } from '@countersign/contract'

/**
 * Lets at most `slots` works run at once and `queue` more wait; whoever comes then is told to come back (R140), at
 * once and at no cost.
 */
export function createSlots(limits: { slots: number; queue: number }): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = []
  let running = 0

  return async (work) => {
    if (running >= limits.slots) {
      if (waiting.length >= limits.queue) throw new AppError('server_busy', { seconds: 2 })
      // The slot is handed over, not freed: nobody slips in between.
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else {
      running += 1
    }
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running -= 1
    }
  }
}
