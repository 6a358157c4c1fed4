import type { Settings } from '@countersign/contract'

export interface Proven {
  firstAt: number | null
  secondAt: number | null
  secondStrategy: string | null
}

const minute = 60_000

/**
 * Whether a session may make a sensitive change now (R64, R81): its last proof of the strongest factor the user has must be
 * younger than the instance's limit. Touching or refreshing a session never makes it younger.
 */
export function isFresh(proven: Proven, hasSecondFactor: boolean, settings: Settings, now: number): boolean {
  if (!settings.reverification.enabled) return true
  const at = hasSecondFactor ? proven.secondAt : proven.firstAt
  return at !== null && now - at < settings.reverification.minutes * minute
}

/** Minutes since each proof, −1 where there was none: the `fva` claim. */
export function ages(proven: Proven, now: number): [number, number] {
  const age = (at: number | null) => (at === null ? -1 : Math.max(0, Math.floor((now - at) / minute)))
  return [age(proven.firstAt), age(proven.secondAt)]
}
