import { type ApiVersion, type FactorView, newestApiVersion, type Settings, type Strategy } from '@countersign/contract'
import { askedKinds, isPasskeyWhole, mayFollow } from '../policy/second-step.ts'
import type { UserFacts } from '../users/facts.ts'
import { backupCode } from './backup-code/backup-code.ts'
import { emailCodeTrust } from './email-code/email-code.trust.ts'
import { emailCode, resetPasswordEmailCode } from './email-code/email-code.ts'
import type { Factor } from './factor.ts'
import { passkeyFirst, passkeySecond } from './passkey/passkey.ts'
import { password } from './password/password.ts'
import { phoneCodeFirst, resetPasswordPhoneCode } from './phone-code/phone-code.first.ts'
import { phoneCode, phoneCodeTrust } from './phone-code/phone-code.ts'
import { isInVersion } from './since.ts'
import { ticket } from './ticket/ticket.ts'
import { totp } from './totp/totp.ts'

/** Every factor. A new one is a folder and a line here; stored settings need no change (S16). */
export const factors: readonly Factor[] = [
  password,
  emailCode,
  resetPasswordEmailCode,
  phoneCodeFirst,
  resetPasswordPhoneCode,
  ticket,
  passkeyFirst,
  passkeySecond,
  totp,
  phoneCode,
  backupCode,
]

/** Whether a new password follows: proven to be the user, by what reached them (R74). */
export function isReset(strategy: Strategy): boolean {
  return strategy === 'reset_password_email_code' || strategy === 'reset_password_phone_code'
}

export function factorOf(strategy: Strategy, level: Factor['level']): Factor | undefined {
  return factors.find((factor) => factor.strategy === strategy && factor.level === level)
}

/** What makes an unknown browser known: codes to what the user has proven to be theirs. They are no second factors. */
export const trustFactors: readonly Factor[] = [emailCodeTrust, phoneCodeTrust]

export function trustFactorOf(strategy: Strategy): Factor | undefined {
  return trustFactors.find((factor) => factor.strategy === strategy)
}

export function trustFactorsOf(facts: UserFacts, settings: Settings, now: number): FactorView[] {
  return trustFactors.flatMap((factor) => factor.offers(facts, settings, now))
}

export function firstFactorsOf(facts: UserFacts, settings: Settings, now: number): FactorView[] {
  return offersOf('first', facts, settings, now)
}

/**
 * What may follow the first factor, of the kinds that are asked of the user and that a caller of this API version knows. The user's last successful
 * second factor comes first; a backup code never does.
 */
export function secondFactorsOf(
  facts: UserFacts,
  settings: Settings,
  firstStrategy: string | null,
  now: number,
  version: ApiVersion,
): FactorView[] {
  const kinds: readonly Strategy[] = [...askedKinds(facts, settings, now), 'backup_code']
  const offers = offersOf('second', facts, settings, now).filter(
    ({ strategy }) =>
      kinds.includes(strategy) &&
      isInVersion(strategy, version) &&
      mayFollow(firstStrategy, strategy) &&
      !isSamePasskey(firstStrategy, strategy, facts, settings, now),
  )
  const last = facts.user.last_second_factor
  const rank = (offer: FactorView) => (offer.strategy === 'backup_code' ? 2 : offer.strategy === last ? 0 : 1)
  return offers.sort((a, b) => rank(a) - rank(b))
}

/**
 * Whether a caller of this version can use none of the second factors there are, so that the person has to go on elsewhere: an answer of its own,
 * never a second factor less.
 */
export function needsNewerSdk(
  facts: UserFacts,
  settings: Settings,
  firstStrategy: string | null,
  now: number,
  version: ApiVersion,
): boolean {
  const offered = (to: ApiVersion) => secondFactorsOf(facts, settings, firstStrategy, now, to).length
  return offered(version) === 0 && offered(newestApiVersion) > 0
}

/** A passkey that did not count as both steps is one factor, and signing with it twice does not make it two. */
function isSamePasskey(
  first: string | null,
  second: Strategy,
  facts: UserFacts,
  settings: Settings,
  now: number,
): boolean {
  return first === 'passkey' && second === 'passkey' && !isPasskeyWhole(facts, settings, now)
}

function offersOf(level: Factor['level'], facts: UserFacts, settings: Settings, now: number): FactorView[] {
  return factors.filter((factor) => factor.level === level).flatMap((factor) => factor.offers(facts, settings, now))
}
