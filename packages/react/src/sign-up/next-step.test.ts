import type { SignUp } from '@countersign/js'
import { expect, test } from 'vitest'
import { nextSignUpStep } from './next-step.ts'

const at = (changes: object) =>
  nextSignUpStep({
    status: 'missing_requirements',
    missingFields: [],
    unverifiedFields: [],
    ...changes,
  } as never as SignUp)

test.each([
  [{ missingFields: ['phone_number'], unverifiedFields: ['email_address'] }, 'form'],
  [{ missingFields: ['username'] }, 'missing'],
  [{ unverifiedFields: ['email_address', 'phone_number'] }, 'verify-email'],
  [{ unverifiedFields: ['phone_number'] }, 'verify-phone'],
  [{ status: 'complete' }, 'done'],
  [{ status: 'abandoned', unverifiedFields: ['phone_number'] }, 'form'],
] as const)('with %j a sign-up goes on at %s', (attempt, step) => {
  expect(at(attempt)).toBe(step)
})
