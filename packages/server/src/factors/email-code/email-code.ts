import { AppError, type FactorView } from '@countersign/contract'
import { claimVerification, matchCode, requireCode, sendCode } from '../../messages/codes.ts'
import { type EmailRow, primaryEmail, type UserFacts, verifiedEmails } from '../../users/facts.ts'
import type { Attempt, Factor } from '../factor.ts'
import { phantomIdentificationId, safeAddress } from './phantom.ts'

function emailCodeFactor(strategy: 'email_code' | 'reset_password_email_code'): Factor {
  return {
    strategy,
    level: 'first',
    category: 'mailbox',

    offers: (facts, settings) => {
      const isOn = strategy === 'email_code' ? settings.first_factors.email_code : settings.first_factors.password
      return isOn ? verifiedEmails(facts).map((email) => offer(strategy, facts, email)) : []
    },

    async prepare(scope, attempt, input) {
      const { facts } = attempt
      const email = facts ? chooseEmail(facts, input.emailAddressId) : undefined
      if (facts && !email) throw new AppError('resource_not_found')
      const identificationId = email?.id ?? phantomIdentificationId(scope, attempt.identifierKey)
      // An unknown account offers one phantom address; any other id is as unknown as it is for a real account.
      if (!email && input.emailAddressId && input.emailAddressId !== identificationId)
        throw new AppError('resource_not_found')
      await sendCode(scope, {
        purpose: purposeOf(strategy, attempt),
        attemptId: attempt.id,
        user: facts ? { id: facts.user.id, epoch: facts.user.epoch } : null,
        identificationId,
        to: {
          channel: 'email',
          address: email?.address ?? attempt.identifierKey,
          key: email?.address_key ?? attempt.identifierKey,
        },
        isSent: email !== undefined,
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
      if (row.user_id === null) throw new AppError('form_code_incorrect')
      return {
        strategy,
        category: 'mailbox',
        identificationId: row.identification_id,
        claim: (trx) => claimVerification(trx, row.id, scope.now),
      }
    },
  }
}

export const emailCode = emailCodeFactor('email_code')
export const resetPasswordEmailCode = emailCodeFactor('reset_password_email_code')

function purposeOf(strategy: string, attempt: Attempt): Attempt['purpose'] {
  return strategy === 'reset_password_email_code' ? 'reset_password' : attempt.purpose
}

function offer(strategy: 'email_code' | 'reset_password_email_code', facts: UserFacts, email: EmailRow): FactorView {
  const primary = email.id === facts.user.primary_email_id
  return { strategy, email_address_id: email.id, safe_identifier: safeAddress(email.address), primary }
}

function chooseEmail(facts: UserFacts, id: string | undefined): EmailRow | undefined {
  return id ? verifiedEmails(facts).find((email) => email.id === id) : primaryEmail(facts)
}
