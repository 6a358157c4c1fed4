import type { FactorView } from '@countersign/contract'
import type { EmailRow, UserFacts } from '../../users/facts.ts'
import { safeAddress } from '../phantom.ts'

export function offer(
  strategy: 'email_code' | 'reset_password_email_code',
  facts: UserFacts,
  email: EmailRow,
): FactorView {
  const primary = email.id === facts.user.primary_email_id
  return { strategy, email_address_id: email.id, safe_identifier: safeAddress(email.address), primary }
}
