import type { Factor, PrepareFirstFactorInput } from '@countersign/js'

type SentStrategy = 'email_code' | 'phone_code' | 'reset_password_email_code'
/** A first factor that is a code, sent somewhere. */
export type SentFactor = Extract<Factor, { strategy: SentStrategy }>

export interface SentFactors {
  /** The one to send when somebody asks for a code. */
  code: SentFactor | null
  /** The same by the other way. */
  other: SentFactor | null
  reset: SentFactor | null
}

/** A code goes where the identifier says: to the phone of a number, else to a mailbox; the other way is there on request. */
export function sentFactorsOf(factors: readonly Factor[], identifier: string): SentFactors {
  const find = (wanted: SentStrategy) =>
    factors.find((factor): factor is SentFactor => factor.strategy === wanted) ?? null
  const [mail, sms] = [find('email_code'), find('phone_code')]
  const [code, other] = identifier.startsWith('+') ? [sms ?? mail, sms && mail] : [mail ?? sms, mail && sms]
  return { code, other, reset: find('reset_password_email_code') }
}

/** What is asked for to have it sent. */
export function prepareInput(factor: SentFactor): PrepareFirstFactorInput {
  const { strategy } = factor
  return strategy === 'phone_code'
    ? { strategy, phoneNumberId: factor.phoneNumberId }
    : { strategy, emailAddressId: factor.emailAddressId }
}
