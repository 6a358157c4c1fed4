import type { VerificationLevel } from './attempt-views.ts'

/** What must have been proven, and how lately. */
export interface Demand {
  level: VerificationLevel
  minutes: number
}

/** What an instance may call a demand of its own. */
export const presetPattern = /^[a-z][a-z0-9_]{0,39}$/
/** What an app calls what is to be approved, such as `payout` or `api_key.delete`. */
export const actionPattern = /^[a-z][a-z0-9_.:-]{0,63}$/
/** The longest ago that a proof may be and still meet a demand: a day. */
export const mostDemandMinutes = 1440
export const mostPresets = 50
export const mostActions = 200

/** Those that SDKs of the protocol know by name; an instance adds its own. */
export const builtInPresets = {
  strict_mfa: { level: 'multi_factor', minutes: 10 },
  strict: { level: 'second_factor', minutes: 10 },
  moderate: { level: 'second_factor', minutes: 60 },
  lax: { level: 'second_factor', minutes: 1440 },
} as const satisfies Record<string, Demand>

/** What an action is approved with that names no preset. */
export const usualPreset = 'strict'
