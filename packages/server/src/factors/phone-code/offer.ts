import type { FactorView } from '@countersign/contract'
import type { PhoneRow, UserFacts } from '../../users/facts.ts'
import { safeNumber } from '../../users/phone-number.ts'

type PhoneStrategy = Extract<FactorView, { phone_number_id: string }>['strategy']

export function offerOf(
  facts: UserFacts,
  phone: PhoneRow,
  isDefault: boolean,
  strategy: PhoneStrategy = 'phone_code',
): FactorView {
  return {
    strategy,
    phone_number_id: phone.id,
    safe_identifier: safeNumber(phone.number),
    primary: phone.id === facts.user.primary_phone_id,
    default: isDefault,
  }
}
