import type { FactorView } from '@countersign/contract'
import { phantomIdentificationId, safeAddress } from '../../factors/email-code/phantom.ts'
import { firstFactorsOf, secondFactorsOf } from '../../factors/index.ts'
import type { Scope } from '../../http/scope.ts'
import { primaryEmail, type UserFacts, verifiedEmails } from '../../users/facts.ts'

/**
 * The first factors to list before anything is proven. With enumeration protection the list is made from what was typed alone, so an
 * account that does not exist, has no password or has five addresses gets the same shape as any other (R109, R111).
 */
export function firstOffers(scope: Scope, identifierKey: string, facts: UserFacts | null): FactorView[] {
  const { settings } = scope.instance
  if (facts && !settings.enumeration_protection) return firstFactorsOf(facts, settings)
  const email = facts
    ? (verifiedEmails(facts).find((row) => row.address_key === identifierKey) ?? primaryEmail(facts))
    : undefined
  const mailbox = (strategy: 'email_code' | 'reset_password_email_code'): FactorView => ({
    strategy,
    email_address_id: email?.id ?? phantomIdentificationId(scope, identifierKey),
    safe_identifier: identifierKey.includes('@') ? safeAddress(identifierKey) : '*****',
    primary: true,
  })
  return [
    ...(settings.first_factors.password ? [{ strategy: 'password' } as const] : []),
    ...(settings.first_factors.email_code ? [mailbox('email_code')] : []),
    ...(settings.first_factors.password ? [mailbox('reset_password_email_code')] : []),
  ]
}

/** The second factors, once the first is proven (R111). */
export function secondOffers(scope: Scope, facts: UserFacts): FactorView[] {
  return secondFactorsOf(facts, scope.instance.settings)
}
