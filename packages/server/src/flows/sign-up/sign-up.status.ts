import type { Settings, SignUpView } from '@countersign/contract'

/** What is known of one sign-up; status and fields are derived. */
export interface SignUpFacts {
  hasEmail: boolean
  hasVerifiedEmail: boolean
  hasPhone: boolean
  hasVerifiedPhone: boolean
  hasUsername: boolean
  hasPassword: boolean
  isOver: boolean
  hasSession: boolean
}

/** In the order in which SDKs ask for them. */
const identifiers = ['email_address', 'phone_number', 'username'] as const
type Field = (typeof identifiers)[number] | 'password'

export function requiredFields(settings: Settings): Field[] {
  const required: Field[] = identifiers.filter((name) => settings.identifiers[name] === 'required')
  return settings.first_factors.password ? [...required, 'password'] : required
}

export function optionalFields(settings: Settings): string[] {
  return [...identifiers.filter((name) => settings.identifiers[name] === 'optional'), 'first_name', 'last_name']
}

export function missingFields(facts: SignUpFacts, settings: Settings): Field[] {
  const has = {
    email_address: facts.hasEmail,
    phone_number: facts.hasPhone,
    username: facts.hasUsername,
    password: facts.hasPassword,
  }
  const missing = requiredFields(settings).filter((field) => !has[field])
  // Where every identifier is a choice, one must be chosen: an account without a name could never be signed in to.
  const isNamed = identifiers.some((name) => has[name] || settings.identifiers[name] === 'required')
  const choice = identifiers.find((name) => settings.identifiers[name] === 'optional')
  return isNamed || !choice ? missing : [choice, ...missing]
}

/** What was given must be proven, asked for or not. */
export function unverifiedFields(facts: SignUpFacts): ('email_address' | 'phone_number')[] {
  return [
    ...(facts.hasEmail && !facts.hasVerifiedEmail ? (['email_address'] as const) : []),
    ...(facts.hasPhone && !facts.hasVerifiedPhone ? (['phone_number'] as const) : []),
  ]
}

/** Whether an account can be made of it now. */
export function isReady(facts: SignUpFacts, settings: Settings): boolean {
  const isOpen = !facts.isOver && !facts.hasSession
  return isOpen && missingFields(facts, settings).length === 0 && unverifiedFields(facts).length === 0
}

export function statusOf(facts: SignUpFacts): SignUpView['status'] {
  if (facts.hasSession) return 'complete'
  return facts.isOver ? 'abandoned' : 'missing_requirements'
}
