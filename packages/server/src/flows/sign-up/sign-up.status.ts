import type { Settings, SignUpView } from '@countersign/contract'

/** What is known of one sign-up; status and fields are derived. */
export interface SignUpFacts {
  hasEmail: boolean
  hasVerifiedEmail: boolean
  hasUsername: boolean
  hasPassword: boolean
  isOver: boolean
  hasSession: boolean
}

type Field = 'email_address' | 'username' | 'password'

export function requiredFields(settings: Settings): Field[] {
  const fields: Field[] = []
  if (settings.identifiers.email_address === 'required') fields.push('email_address')
  if (settings.identifiers.username === 'required') fields.push('username')
  if (settings.first_factors.password) fields.push('password')
  return fields
}

export function optionalFields(settings: Settings): string[] {
  const isOptional = (name: 'email_address' | 'username') => settings.identifiers[name] === 'optional'
  return [...(['email_address', 'username'] as const).filter(isOptional), 'first_name', 'last_name']
}

export function missingFields(facts: SignUpFacts, settings: Settings): Field[] {
  const has = { email_address: facts.hasEmail, username: facts.hasUsername, password: facts.hasPassword }
  return requiredFields(settings).filter((field) => !has[field])
}

export function unverifiedFields(facts: SignUpFacts): 'email_address'[] {
  return facts.hasEmail && !facts.hasVerifiedEmail ? ['email_address'] : []
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
