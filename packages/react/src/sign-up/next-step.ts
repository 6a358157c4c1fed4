import type { SignUp } from '@countersign/js'

export type SignUpStep = 'form' | 'missing' | 'verify-email' | 'verify-phone' | 'done'

const formFields: ReadonlySet<string> = new Set([
  'email_address',
  'phone_number',
  'password',
  'first_name',
  'last_name',
])

/** Which screen a sign-up needs next; `missing` when the server wants a field that the form does not have. */
export function nextSignUpStep(attempt: SignUp | null): SignUpStep {
  if (!attempt || attempt.status === 'abandoned') return 'form'
  if (attempt.status === 'complete') return 'done'
  if (attempt.missingFields.some((field) => !formFields.has(field))) return 'missing'
  if (attempt.missingFields.length > 0) return 'form'
  if (attempt.unverifiedFields.includes('email_address')) return 'verify-email'
  return attempt.unverifiedFields.includes('phone_number') ? 'verify-phone' : 'form'
}

/** The address of an open sign-up that an invitation verified; null for any other. */
export function invitedAddressOf(attempt: SignUp | null): string | null {
  const isInvited = attempt?.verifications?.emailAddress?.strategy === 'ticket'
  return isInvited && attempt.status === 'missing_requirements' ? attempt.emailAddress : null
}
