import { AppError } from '@countersign/contract'
import { requireCode } from '../../lib/typed-code.ts'
import { claimCode, matchCode, sendCode } from '../../messages/codes.ts'
import { type EmailRow, primaryEmail, type UserFacts, verifiedEmails } from '../../users/facts.ts'
import type { Attempt, Factor } from '../factor.ts'
import { phantomIdentificationId, phantomMailbox } from '../phantom.ts'
import { offer } from './offer.ts'

function emailCodeFactor(strategy: 'email_code' | 'reset_password_email_code'): Factor {
  return {
    strategy,
    level: 'first',
    category: 'mailbox',
    sendsFirstCode: true,

    offers: (facts, settings) => {
      const isOn = strategy === 'email_code' ? settings.first_factors.email_code : settings.first_factors.password
      return isOn ? verifiedEmails(facts).map((email) => offer(strategy, facts, email)) : []
    },

    async prepare(scope, attempt, input) {
      const { facts, identifierKey } = attempt
      const phantom = phantomMailbox(identifierKey)
      const phantomId = phantomIdentificationId(scope, phantom)
      const id = input.emailAddressId === phantomId ? undefined : input.emailAddressId
      const email = facts ? chooseEmail(facts, identifierKey, id) : undefined
      // Any other id is as unknown where there is no account as it is for a real one.
      if (!email && id) throw new AppError('resource_not_found')
      await sendCode(scope, {
        purpose: purposeOf(strategy, attempt),
        attemptId: attempt.id,
        user: facts && email ? { id: facts.user.id, epoch: facts.user.epoch } : null,
        identificationId: email?.id ?? phantomId,
        to: {
          channel: 'email',
          address: email?.address ?? phantom,
          key: email?.address_key ?? phantom,
        },
        isSent: email !== undefined,
        asker: attempt.asker,
      })
    },

    check: (input) => void requireCode(input.code),

    async verify(scope, attempt, input) {
      const guess = {
        purpose: purposeOf(strategy, attempt),
        attemptId: attempt.id,
        epoch: attempt.facts?.user.epoch ?? null,
      }
      const row = await matchCode(scope, guess, input.code)
      // A code that went to a phone proves the phone, whatever strategy it is handed in under (R15, R20).
      const email = attempt.facts && verifiedEmails(attempt.facts).find(({ id }) => id === row.identification_id)
      if (!email) throw new AppError('form_code_incorrect')
      return {
        strategy,
        category: 'mailbox',
        identificationId: email.id,
        claim: (trx) => claimCode(trx, scope, row),
      }
    },
  }
}

export const emailCode = emailCodeFactor('email_code')
export const resetPasswordEmailCode = emailCodeFactor('reset_password_email_code')

function purposeOf(strategy: string, attempt: Attempt): Attempt['purpose'] {
  return strategy === 'reset_password_email_code' ? 'reset_password' : attempt.purpose
}

/** By its id; else the one that was typed, or the user's main address. */
function chooseEmail(facts: UserFacts, identifierKey: string, id: string | undefined): EmailRow | undefined {
  const emails = verifiedEmails(facts)
  if (id) return emails.find((email) => email.id === id)
  return emails.find((email) => email.address_key === identifierKey) ?? primaryEmail(facts)
}
