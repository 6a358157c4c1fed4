import { builtInPresets, type VerificationLevel } from '@countersign/contract'
import type { Auth } from './auth.ts'

/** What must have been proven in the session, and how lately. */
export interface Demand {
  level: VerificationLevel
  /** Seconds, in whole minutes. */
  maxAge: number
  /** Let the first factor do where the second was never proven in this session. Refused unless you say so here. */
  downgrade?: boolean
}

/** Those of Clerk's SDKs, by the same names. */
export const presets = {
  strict_mfa: inSeconds(builtInPresets.strict_mfa),
  strict: inSeconds(builtInPresets.strict),
  moderate: inSeconds(builtInPresets.moderate),
  lax: inSeconds(builtInPresets.lax),
} as const satisfies Record<keyof typeof builtInPresets, Demand>

function inSeconds({ level, minutes }: { level: VerificationLevel; minutes: number }): Demand {
  return { level, maxAge: minutes * 60 }
}

export type PresetName = keyof typeof presets

/** The session has to prove more, or again. `toResponse` is what to answer, so that the page asks for it and tries once more. */
export class ReverificationRequired extends Error {
  override readonly name = 'ReverificationRequired'
  readonly code: 'reverification_required' | 'factor_enrolment_required'
  readonly level: VerificationLevel
  /** Seconds. */
  readonly maxAge: number

  constructor({ level, maxAge }: Demand, code: ReverificationRequired['code'] = 'reverification_required') {
    super(
      code === 'reverification_required'
        ? 'Prove once more that it is you, then this goes through.'
        : 'This needs a second step, and this account has none yet. Set one up, then try again.',
    )
    this.code = code
    this.level = level
    this.maxAge = maxAge
  }

  /**
   * 403 with JSON, for the pages of your app; with `bearer`, 401 with the challenge of RFC 9470, for clients of an API. Both have the same body.
   * Nobody who has to enrol is helped by a new token, so that is always a 403.
   */
  toResponse({ bearer = false }: { bearer?: boolean } = {}): Response {
    const { code, message, level, maxAge } = this
    const isChallenge = bearer && code === 'reverification_required'
    const reverification = { level, afterMinutes: maxAge / 60 }
    const body = {
      code,
      message,
      level,
      max_age: maxAge,
      // The hint that Clerk's own hooks look for; enrolling is not in their vocabulary, and a dialog would not help.
      ...(code === 'reverification_required' ? { clerk_error: hint({ reverification }) } : {}),
    }
    const headers = { 'cache-control': 'no-store', ...(isChallenge ? challenge(level, maxAge) : {}) }
    return Response.json(body, { status: isChallenge ? 401 : 403, headers })
  }
}

const hint = (metadata: object) => ({ type: 'forbidden', reason: 'reverification-error', metadata })

function challenge(level: VerificationLevel, maxAge: number): Record<string, string> {
  const parts = [
    'error="insufficient_user_authentication"',
    'error_description="A more recent or a stronger proof is required"',
    `acr_values="${level}"`,
    `max_age="${maxAge}"`,
  ]
  return { 'www-authenticate': `Bearer ${parts.join(', ')}` }
}

/** Whether the proofs of a session meet a demand, by what its token says. */
export function isFresh({ ages: [first, second] }: Auth, demand: Demand): boolean {
  const isYoung = (age: number) => age >= 0 && age * 60 < demand.maxAge
  if (demand.level === 'first_factor' || (demand.downgrade && second < 0)) return isYoung(first)
  return isYoung(second) && (demand.level === 'second_factor' || isYoung(first))
}

/** Throws `ReverificationRequired` unless the session proved what is demanded, lately enough. */
export function requireFresh(auth: Auth, demand: Demand | PresetName): void {
  const wanted: Demand = typeof demand === 'string' ? presets[demand] : demand
  if (!isFresh(auth, wanted)) throw new ReverificationRequired(wanted)
}
