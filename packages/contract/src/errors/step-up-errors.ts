import type { ErrorTable } from './error-table.ts'

/** What an app demands before it goes on, and the approval of one action. */
export const stepUpErrors = {
  factor_enrolment_required: {
    status: 403,
    short: 'a second step is needed first',
    text: 'This needs a second step, and this account has none yet. Set one up, then try again.',
    param: null,
  },
  step_up_not_approved: {
    status: 400,
    short: 'not approved yet',
    text: 'This has not been approved yet. Prove that it is you first.',
    param: null,
  },
  step_up_spent: {
    status: 422,
    short: 'approval no longer good',
    text: 'This approval was used before, is too old, or ended with the session or a change of the account. Ask for it again.',
    param: 'token',
  },
  step_up_mismatch: {
    status: 422,
    short: 'approval is for something else',
    text: 'This approval is for something else: {what} differs. It is used up now; ask for it again.',
    param: null,
  },
} as const satisfies ErrorTable
