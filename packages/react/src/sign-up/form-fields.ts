import type { Environment } from '@countersign/js'

export type Presence = 'off' | 'optional' | 'required'

/** What a sign-up asks for here. */
export interface FormFields {
  emailAddress: Presence
  phoneNumber: Presence
  firstName: Presence
  lastName: Presence
  hasPassword: boolean
}

type Attribute = Partial<{ enabled: boolean; required: boolean; usedForFirstFactor: boolean }> | undefined
const presenceOf = (attribute: Attribute): Presence =>
  attribute?.required ? 'required' : attribute?.enabled ? 'optional' : 'off'

/** Whether an account needs more than an address. Where it does not, opening a link must not create one: mail scanners open links, too. */
export function asksMoreThanAddress({ userSettings: { attributes } }: Environment): boolean {
  const { phoneNumber, username, password } = attributes
  return password.enabled || presenceOf(phoneNumber) === 'required' || presenceOf(username) === 'required'
}

export function formFieldsOf({ userSettings: { attributes } }: Environment): FormFields {
  const { emailAddress, phoneNumber, firstName, lastName, password } = attributes
  return {
    emailAddress: presenceOf(emailAddress),
    // One that is no way to sign in can wait until there is an account.
    phoneNumber: phoneNumber?.usedForFirstFactor ? presenceOf(phoneNumber) : 'off',
    firstName: presenceOf(firstName),
    lastName: presenceOf(lastName),
    hasPassword: password.enabled,
  }
}
