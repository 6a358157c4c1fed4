import { setTimeout as wait } from 'node:timers/promises'

export interface Pace {
  /** Resolves when it is the caller's turn, and after the longest wait in any case. */
  turn(): Promise<void>
}

/** The parts of real time that a pace needs. */
export interface Timing {
  now(): number
  wait(milliseconds: number): Promise<unknown>
}

const realTiming: Timing = { now: () => performance.now(), wait }

/**
 * Lets callers pass one after another, `perSecond` of them. Nobody waits longer than `longestSeconds`: where more than `perSecond` ×
 * `longestSeconds` stand in line, those at its end pass together with the last one of it.
 *
 * @example
 * const pace = createPace({ perSecond: 250, longestSeconds: 10 })
 * await pace.turn() // at once; a second caller in the same moment waits 4 ms
 */
export function createPace(bounds: { perSecond: number; longestSeconds: number }, timing: Timing = realTiming): Pace {
  const gap = 1000 / bounds.perSecond
  let next = Number.NEGATIVE_INFINITY

  return {
    async turn() {
      const now = timing.now()
      const longest = bounds.longestSeconds * 1000
      const milliseconds = Math.max(0, next - now)
      if (milliseconds <= longest) next = now + milliseconds + gap
      if (milliseconds > 0) await timing.wait(Math.min(milliseconds, longest))
    },
  }
}
