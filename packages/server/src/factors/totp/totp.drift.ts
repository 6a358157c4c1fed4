import { lastFit, stepAt, totpProfile } from './totp.code.ts'

/** Clocks that are further off than ten minutes are not told apart from wrong codes. */
export const reach = 20

/** How many codes in a row must be off to the same side before the middle follows: late typing alone gets nowhere. */
const patience = 5

export interface Clock {
  drift: number
  lean: number
}

/** The clock of an app after a code was right that is `offset` steps ahead of ours: it follows slowly, and never beyond its reach. */
export function followed({ drift, lean }: Clock, offset: number): Clock {
  const side = Math.sign(offset - drift)
  if (side === 0) return { drift, lean: 0 }
  const leans = Math.sign(lean) === side ? lean + side : side
  if (Math.abs(leans) < patience) return { drift, lean: leans }
  return { drift: Math.max(-reach, Math.min(reach, drift + side)), lean: 0 }
}

/** The step of a code that is refused because it belongs to another time, up to ten minutes away. */
export function strayStep(secret: Uint8Array, code: string, now: number): number | null {
  const current = stepAt(now)
  return lastFit(secret, code, current - reach, current + reach)
}

/** Whether a step is one that an app with the right time would show. */
export function isOnTime(step: number, now: number): boolean {
  return Math.abs(step - stepAt(now)) <= totpProfile.window
}

/** As it is told to people. */
export function minutesOff(offset: number): number {
  return Math.round((Math.abs(offset) * totpProfile.period) / 60)
}
