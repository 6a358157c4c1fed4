import { AppError, type Settings } from '@countersign/contract'
import { requireCode } from '../../lib/typed-code.ts'
import { claimCode, matchCode, sendCode } from '../../messages/codes.ts'
import { type PhoneRow, reservedPhones, type UserFacts, verifiedPhones } from '../../users/facts.ts'
import type { Factor } from '../factor.ts'
import { offerOf } from './offer.ts'

/** A code by SMS after the first factor, to one of the numbers that `phones` lists. */
function codeBySms(isOn: (settings: Settings) => boolean, phones: (facts: UserFacts) => PhoneRow[]): Factor {
  return {
    strategy: 'phone_code',
    level: 'second',
    category: 'phone',

    offers: (facts, settings) =>
      isOn(settings) ? phones(facts).map((phone, index) => offerOf(facts, phone, index === 0)) : [],

    async prepare(scope, attempt, { phoneNumberId }) {
      const { facts } = attempt
      if (!facts) throw new AppError('form_code_incorrect')
      const listed = phones(facts)
      // Only a number of the user, by its id: never one that the caller names (R53, R76).
      const phone = phoneNumberId ? listed.find(({ id }) => id === phoneNumberId) : listed[0]
      if (!phone) throw new AppError('resource_not_found')
      await sendCode(scope, {
        purpose: 'second_factor',
        attemptId: attempt.id,
        user: { id: facts.user.id, epoch: facts.user.epoch },
        identificationId: phone.id,
        to: { channel: 'sms', address: phone.number, key: phone.number, country: phone.country },
        isSent: true,
        asker: attempt.asker,
      })
    },

    check: (input) => void requireCode(input.code),

    async verify(scope, attempt, input) {
      const { facts } = attempt
      if (!facts) throw new AppError('form_code_incorrect')
      // A number that was released since the code went out has raised the epoch, and with it the code is void (R61).
      const guess = { purpose: 'second_factor' as const, attemptId: attempt.id, epoch: facts.user.epoch }
      const row = await matchCode(scope, guess, input.code)
      // A code that made a browser known went to a mailbox; it is no code by SMS, whatever it is handed in as (R15, R20).
      if (!phones(facts).some(({ id }) => id === row.identification_id)) throw new AppError('form_code_incorrect')
      return {
        strategy: 'phone_code',
        category: 'phone',
        identificationId: row.identification_id,
        claim: (trx) => claimCode(trx, scope, row),
      }
    },
  }
}

/** The second factor: numbers that the user reserved for it. */
export const phoneCode = codeBySms(({ multi_factor }) => multi_factor.phone_code, reservedPhones)

/** After a password, in a browser that the user is not known in: any verified number, where the instance sends codes by SMS at all. */
export const phoneCodeTrust = codeBySms(
  ({ multi_factor, first_factors }) => multi_factor.phone_code || first_factors.phone_code,
  verifiedPhones,
)
