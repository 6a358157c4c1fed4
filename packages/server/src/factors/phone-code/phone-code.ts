import { AppError } from '@countersign/contract'
import { claimVerification, matchCode, requireCode, sendCode } from '../../messages/codes.ts'
import { noteAnswer } from '../../messages/conversion.ts'
import { reservedPhones } from '../../users/facts.ts'
import type { Factor } from '../factor.ts'
import { offerOf } from './offer.ts'

export const phoneCode: Factor = {
  strategy: 'phone_code',
  level: 'second',
  category: 'phone',

  offers: (facts, settings) =>
    settings.multi_factor.phone_code
      ? reservedPhones(facts).map((phone, index) => offerOf(facts, phone, index === 0))
      : [],

  async prepare(scope, attempt, { phoneNumberId }) {
    const { facts } = attempt
    if (!facts) throw new AppError('form_code_incorrect')
    const phones = reservedPhones(facts)
    // Only a number that the user reserved, by its id: never one that the caller names (R53, R76).
    const phone = phoneNumberId ? phones.find(({ id }) => id === phoneNumberId) : phones[0]
    if (!phone) throw new AppError('resource_not_found')
    await sendCode(scope, {
      purpose: 'second_factor',
      attemptId: attempt.id,
      user: { id: facts.user.id, epoch: facts.user.epoch },
      identificationId: phone.id,
      to: { channel: 'sms', address: phone.number, key: phone.number, country: phone.country },
      isSent: true,
    })
  },

  check: (input) => void requireCode(input.code),

  async verify(scope, attempt, input) {
    const { facts } = attempt
    if (!facts) throw new AppError('form_code_incorrect')
    // A number that was released since the code went out has raised the epoch, and with it the code is void (R61).
    const guess = { purpose: 'second_factor' as const, attemptId: attempt.id, epoch: facts.user.epoch }
    const row = await matchCode(scope, guess, input.code)
    return {
      strategy: 'phone_code',
      category: 'phone',
      identificationId: row.identification_id,
      async claim(trx) {
        await noteAnswer(trx, scope, row)
        return claimVerification(trx, row.id, scope.now)
      },
    }
  },
}
