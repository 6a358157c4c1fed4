import { builtInPresets, type Demand, type Settings, usualPreset, type VerificationLevel } from '@countersign/contract'

export interface Proven {
  firstAt: number | null
  secondAt: number | null
  secondStrategy: string | null
}

const minute = 60_000

export function presetOf(settings: Settings, name: string): Demand | undefined {
  const all: Record<string, Demand> = { ...settings.reverification.presets, ...builtInPresets }
  return Object.hasOwn(all, name) ? all[name] : undefined
}

/** What an action is approved with. */
export function demandOf(settings: Settings, action: string): Demand {
  const { actions } = settings.reverification
  const name = Object.hasOwn(actions, action) ? actions[action] : undefined
  return presetOf(settings, name ?? usualPreset) ?? builtInPresets[usualPreset]
}

/**
 * Whether each proof that is demanded was given lately enough (R81). The age is that of the proof: touching or refreshing a session never
 * makes it younger, and one factor never counts for the other.
 */
export function meets({ firstAt, secondAt }: Proven, { level, minutes }: Demand, now: number): boolean {
  const isYoung = (at: number | null) => at !== null && now - at < minutes * minute
  const isFirst = level === 'second_factor' || isYoung(firstAt)
  const isSecond = level === 'first_factor' || isYoung(secondAt)
  return isFirst && isSecond
}

/** The level that is asked of a user; null where they lack the factor and nothing weaker may do (R83). */
export function askableLevel(
  asked: VerificationLevel,
  hasSecondFactor: boolean,
  mayDowngrade: boolean,
): VerificationLevel | null {
  if (hasSecondFactor || asked === 'first_factor') return asked
  return mayDowngrade ? 'first_factor' : null
}

/** Whether a session may make a sensitive change now (R64): the strongest factor the user has, within the instance's limit. */
export function isFresh(proven: Proven, hasSecondFactor: boolean, settings: Settings, now: number): boolean {
  const { enabled, minutes } = settings.reverification
  return !enabled || meets(proven, { level: hasSecondFactor ? 'second_factor' : 'first_factor', minutes }, now)
}

/** Minutes since each proof, −1 where there was none: the `fva` claim. */
export function ages(proven: Proven, now: number): [number, number] {
  const age = (at: number | null) => (at === null ? -1 : Math.max(0, Math.floor((now - at) / minute)))
  return [age(proven.firstAt), age(proven.secondAt)]
}
