import { AppError } from '@countersign/contract'
import { requireCode } from '../../lib/typed-code.ts'
import { claimCode, matchCode, sendCode } from '../../messages/codes.ts'
import { primaryEmail, verifiedEmails } from '../../users/facts.ts'
import type { Factor } from '../factor.ts'
import { offer } from './offer.ts'

/** A code by mail after a password, in a browser that the user is not known in. The password was right, so there is a user. */
export const emailCodeTrust: Factor = {
  strategy: 'email_code',
  level: 'second',
  category: 'mailbox',

  offers: (facts) => verifiedEmails(facts).map((email) => offer('email_code', facts, email)),

  async prepare(scope, { id, facts, asker }, { emailAddressId }) {
    if (!facts) throw new AppError('form_code_incorrect')
    // Only an address of the user, by its id: never one that the caller names (R53, R76).
    const email = emailAddressId ? verifiedEmails(facts).find(byId(emailAddressId)) : primaryEmail(facts)
    if (!email) throw new AppError('resource_not_found')
    await sendCode(scope, {
      purpose: 'second_factor',
      attemptId: id,
      user: { id: facts.user.id, epoch: facts.user.epoch },
      identificationId: email.id,
      to: { channel: 'email', address: email.address, key: email.address_key },
      isSent: true,
      asker,
    })
  },

  check: (input) => void requireCode(input.code),

  async verify(scope, { id, facts }, input) {
    if (!facts) throw new AppError('form_code_incorrect')
    const guess = { purpose: 'second_factor' as const, attemptId: id, epoch: facts.user.epoch }
    const row = await matchCode(scope, guess, input.code)
    // A code that went to a phone proves the phone, whatever strategy it is handed in under (R15, R20).
    if (!verifiedEmails(facts).some(byId(row.identification_id))) throw new AppError('form_code_incorrect')
    return {
      strategy: 'email_code',
      category: 'mailbox',
      identificationId: row.identification_id,
      claim: (trx) => claimCode(trx, scope, row),
    }
  },
}

const byId = (id: string | null) => (row: { id: string }) => row.id === id
