import type { Settings } from '@countersign/contract'

/**
 * Whether a phone number names an account at sign-in. One that accounts may merely have (the default) does not: whoever added a number
 * for the second step never asked to be found by it.
 */
export function signsInByNumber({ identifiers, first_factors }: Settings): boolean {
  return identifiers.phone_number !== 'off' && (first_factors.phone_code || identifiers.phone_number === 'required')
}
