import { appErrors } from './errors/app-errors.ts'
import { attemptErrors } from './errors/attempt-errors.ts'
import { backendErrors } from './errors/backend-errors.ts'
import { callerErrors } from './errors/caller-errors.ts'
import { factorErrors } from './errors/factor-errors.ts'
import { invitationErrors } from './errors/invitation-errors.ts'
import { lockErrors } from './errors/lock-errors.ts'
import { messageErrors } from './errors/message-errors.ts'
import { policyErrors } from './errors/policy-errors.ts'
import { receiptErrors } from './errors/receipt-errors.ts'
import { recoveryErrors } from './errors/recovery-errors.ts'
import { serverErrors } from './errors/server-errors.ts'
import { stepUpErrors } from './errors/step-up-errors.ts'
import { transportErrors } from './errors/transport-errors.ts'
import { typedErrors } from './errors/typed-errors.ts'

/** The one table of errors; each part of it is a file, and each error a line there. */
export const errors = {
  ...typedErrors,
  ...attemptErrors,
  ...appErrors,
  ...callerErrors,
  ...invitationErrors,
  ...lockErrors,
  ...messageErrors,
  ...receiptErrors,
  ...factorErrors,
  ...policyErrors,
  ...recoveryErrors,
  ...backendErrors,
  ...stepUpErrors,
  ...transportErrors,
  ...serverErrors,
} as const

export type ErrorCode = keyof typeof errors
