import { AppError, type Settings } from '@countersign/contract'
import { requireCode } from '../../lib/typed-code.ts'
import { claimCode, matchCode, sendCode } from '../../messages/codes.ts'
import { isSettled } from '../../policy/recovery.ts'
import { mayBeginByPhone } from '../../policy/second-step.ts'
import { type PhoneRow, primaryPhone, type UserFacts, verifiedPhones } from '../../users/facts.ts'
import { readPhoneNumber } from '../../users/phone-number.ts'
import type { Attempt, Factor } from '../factor.ts'
import { phantomIdentificationId } from '../phantom.ts'
import { offerOf } from './offer.ts'

type Strategy = 'phone_code' | 'reset_password_phone_code'

function codeBySms(strategy: Strategy): Factor {
  return {
    strategy,
    level: 'first',
    category: 'phone',
    sendsFirstCode: true,

    offers: (facts, settings, now) =>
      isOn(strategy, settings) && mayBeginByPhone(facts, settings, now)
        ? verifiedPhones(facts).map((phone) => offerOf(facts, phone, phone.id === primaryPhone(facts)?.id, strategy))
        : [],

    async prepare(scope, attempt, { phoneNumberId }) {
      const { facts, identifierKey } = attempt
      const phantomId = phantomIdentificationId(scope, identifierKey)
      const id = phoneNumberId === phantomId ? undefined : phoneNumberId
      const chosen = facts ? choosePhone(facts, attempt, id) : undefined
      // Any other id is as unknown where there is no account as it is for a real one.
      if (!chosen && id) throw new AppError('resource_not_found')
      // A number that has just been added chooses no new password yet; nobody is told so (R22).
      const phone = facts && chosen && mayUse(strategy, facts, chosen, scope.now) ? chosen : undefined
      const { number, country } = phone ?? readPhoneNumber(identifierKey, scope.instance.environment)
      await sendCode(scope, {
        purpose: purposeOf(strategy, attempt),
        attemptId: attempt.id,
        user: facts && phone ? { id: facts.user.id, epoch: facts.user.epoch } : null,
        identificationId: phone?.id ?? phantomId,
        to: { channel: 'sms', address: number, key: number, country },
        isSent: phone !== undefined,
        asker: attempt.asker,
      })
    },

    check: (input) => void requireCode(input.code),

    async verify(scope, attempt, input) {
      const { facts } = attempt
      const guess = { purpose: purposeOf(strategy, attempt), attemptId: attempt.id, epoch: facts?.user.epoch ?? null }
      const row = await matchCode(scope, guess, input.code)
      // A code that went to a mailbox proves the mailbox, whatever strategy it is handed in under (R15, R20).
      const phone = facts && verifiedPhones(facts).find(({ id }) => id === row.identification_id)
      if (!phone) throw new AppError('form_code_incorrect')
      return {
        strategy,
        category: 'phone',
        identificationId: phone.id,
        claim: (trx) => claimCode(trx, scope, row),
      }
    },
  }
}

/** A code by SMS as first factor, to any number the user has verified; reserved for the second step or not. */
export const phoneCodeFirst = codeBySms('phone_code')

/** The same, to choose a new password. What may not begin a sign-in may not do that either: the code is the first factor of it. */
export const resetPasswordPhoneCode = codeBySms('reset_password_phone_code')

function isOn(strategy: Strategy, { first_factors: factors }: Settings): boolean {
  return factors.phone_code && (strategy === 'phone_code' || factors.password)
}

function mayUse(strategy: Strategy, facts: UserFacts, phone: PhoneRow, now: number): boolean {
  return strategy === 'phone_code' || isSettled(facts, phone, now)
}

function purposeOf(strategy: Strategy, attempt: Attempt): Attempt['purpose'] {
  return strategy === 'reset_password_phone_code' ? 'reset_password' : attempt.purpose
}

/** By its id; else the one that was typed, or the user's main number. Never one that the caller names otherwise (R53, R76). */
function choosePhone(facts: UserFacts, { identifierKey }: Attempt, id: string | undefined): PhoneRow | undefined {
  const phones = verifiedPhones(facts)
  if (id) return phones.find((phone) => phone.id === id)
  return phones.find((phone) => phone.number === identifierKey) ?? primaryPhone(facts)
}
