import { isTestNumber } from '../users/phone-number.ts'

/** What every test identifier answers to. */
export const testCode = '424242'

/**
 * Addresses that get no message and whose code is always the same, in development instances only. A production instance sends real
 * codes to them like to any other, or the fixed code would be a master key (R132).
 */
export function isTestAddress(key: string, environment: 'development' | 'production'): boolean {
  return environment === 'development' && (isTestNumber(key) || /\+(clerk|countersign)_test@/.test(key))
}
