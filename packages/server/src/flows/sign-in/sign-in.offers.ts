import type { FactorView } from '@countersign/contract'
import { mayBeginWith } from '../../administrators/open-routes.ts'
import { firstFactorsOf, secondFactorsOf, trustFactorsOf } from '../../factors/index.ts'
import { phantomIdentificationId, phantomMailbox, safeAddress } from '../../factors/phantom.ts'
import type { Scope } from '../../http/scope.ts'
import type { UserFacts } from '../../users/facts.ts'
import { isNumber, safeNumber } from '../../users/phone-number.ts'
import type { LoadedSignIn } from './sign-in.load.ts'
import type { SignInRow } from './sign-in.store.ts'

/**
 * The first factors to list before anything is proven. With enumeration protection the list is made from what was typed alone, so an
 * account that does not exist, has no password or has five addresses gets the same shape as any other (R109, R111).
 */
export function firstOffers(scope: Scope, row: Typed, facts: UserFacts | null): FactorView[] {
  return allFirstOffers(scope, row, facts).filter(({ strategy }) => mayBeginWith(scope.instance, strategy))
}

type Typed = Pick<SignInRow, 'identifier' | 'by_passkey'>

function allFirstOffers(scope: Scope, row: Typed, facts: UserFacts | null): FactorView[] {
  const { settings } = scope.instance
  if (row.by_passkey === 1) return settings.first_factors.passkey ? [{ strategy: 'passkey' }] : []
  const identifierKey = row.identifier ?? ''
  if (facts && !settings.enumeration_protection) return firstFactorsOf(facts, settings, scope.now)
  const mailbox = (strategy: 'email_code' | 'reset_password_email_code'): FactorView => ({
    strategy,
    email_address_id: phantomIdentificationId(scope, phantomMailbox(identifierKey)),
    safe_identifier: identifierKey.includes('@') ? safeAddress(identifierKey) : '*****',
    primary: true,
  })
  const { first_factors, identifiers } = settings
  const hasMail = identifiers.email_address !== 'off'
  return [
    ...(first_factors.password ? [{ strategy: 'password' } as const] : []),
    ...(first_factors.phone_code && isNumber(identifierKey) ? [offerToNumber(scope, identifierKey, 'phone_code')] : []),
    ...(first_factors.email_code && hasMail ? [mailbox('email_code')] : []),
    ...(first_factors.password && first_factors.phone_code && isNumber(identifierKey)
      ? [offerToNumber(scope, identifierKey, 'reset_password_phone_code')]
      : []),
    ...(first_factors.password && hasMail ? [mailbox('reset_password_email_code')] : []),
  ]
}

/**
 * Whether a passkey is accepted that is not listed. Behind an identifier none is: SDKs would offer it first to everybody, and most have none.
 * Whoever asks for one is asked to sign whatever they typed, so that accepting it tells nothing (R40).
 */
export function takesPasskeys({ instance: { settings } }: Scope, strategy: string): boolean {
  return strategy === 'passkey' && settings.first_factors.passkey && settings.enumeration_protection
}

/**
 * A code by SMS to the number that was typed, whoever has it. That it is the second factor of its owner, and so cannot be the first, is
 * told to nobody before the code is right (R20, R109).
 */
function offerToNumber(scope: Scope, number: string, strategy: 'phone_code' | 'reset_password_phone_code'): FactorView {
  return {
    strategy,
    phone_number_id: phantomIdentificationId(scope, number),
    safe_identifier: safeNumber(number),
    primary: true,
    default: true,
  }
}

/** What may follow the first factor, once that is proven (R111): a second one, or what makes an unknown browser known. */
export function secondOffers(scope: Scope, { row, user, facts }: LoadedSignIn & { user: UserFacts }): FactorView[] {
  const { settings } = scope.instance
  return facts.needsTrust
    ? trustFactorsOf(user, settings, scope.now)
    : secondFactorsOf(user, settings, row.first_strategy, scope.now, scope.apiVersion)
}
