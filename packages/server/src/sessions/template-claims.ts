import type { Settings } from '@countersign/contract'
import type { SessionRow } from '../http/scope.ts'
import { hasSecondFactor } from '../policy/second-step.ts'
import { primaryEmail, type UserFacts } from '../users/facts.ts'

/** What a template may put into a token, as `{{user.first_name}}` or `{{user.public_metadata.plan}}`; private metadata stays here. */
export function knownTo(facts: UserFacts, session: SessionRow, settings: Settings): Record<string, unknown> {
  const { user } = facts
  const phone = facts.phones.find(({ id }) => id === user.primary_phone_id)
  return {
    user: {
      id: user.id,
      external_id: user.external_id,
      username: user.username,
      first_name: user.first_name,
      last_name: user.last_name,
      full_name: [user.first_name, user.last_name].filter(Boolean).join(' ') || null,
      primary_email_address: primaryEmail(facts)?.address ?? null,
      email_verified: primaryEmail(facts) !== undefined,
      primary_phone_number: phone?.number ?? null,
      phone_number_verified: phone ? phone.verified_at !== null : false,
      two_factor_enabled: hasSecondFactor(facts, settings),
      public_metadata: JSON.parse(user.public_metadata),
      unsafe_metadata: JSON.parse(user.unsafe_metadata),
      last_sign_in_at: user.last_sign_in_at,
      created_at: user.created_at,
      updated_at: user.updated_at,
    },
    // Someone who acts as the user gets no token from a template (sessions/tokens.ts).
    session: { id: session.id, actor: null },
  }
}

/** The template with its slots filled. A slot that is all of a text keeps its type; a name that nothing is known under becomes null. */
export function fillClaims(value: unknown, known: unknown): unknown {
  if (typeof value === 'string') return fillText(value, known)
  if (Array.isArray(value)) return value.map((part) => fillClaims(part, known))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, fillClaims(part, known)]))
}

function fillText(text: string, known: unknown): unknown {
  const whole = /^\{\{ *([\w.-]+) *\}\}$/.exec(text)
  if (whole?.[1]) return lookUp(known, whole[1])
  return text.replace(/\{\{ *([\w.-]+) *\}\}/g, (_, path: string) => {
    const value = lookUp(known, path) ?? ''
    return typeof value === 'object' ? JSON.stringify(value) : String(value)
  })
}

function lookUp(known: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => {
    const isThere = typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    return isThere ? (value as Record<string, unknown>)[name] : null
  }, known)
}
