import type { Factor, PrepareFirstFactorInput } from '@countersign/js'

type SentStrategy = 'email_code' | 'phone_code' | 'reset_password_email_code' | 'reset_password_phone_code'
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
  const [resetMail, resetSms] = [find('reset_password_email_code'), find('reset_password_phone_code')]
  const reset = identifier.startsWith('+') ? (resetSms ?? resetMail) : (resetMail ?? resetSms)
  return { code, other, reset }
}

/** A text message; anything else is a mail. */
export function goesToPhone(factor: SentFactor): factor is Extract<SentFactor, { phoneNumberId: string }> {
  return 'phoneNumberId' in factor
}

/** What is asked for to have it sent. */
export function prepareInput(factor: SentFactor): PrepareFirstFactorInput {
  const { strategy } = factor
  return goesToPhone(factor)
    ? { strategy, phoneNumberId: factor.phoneNumberId }
    : { strategy, emailAddressId: factor.emailAddressId }
}
