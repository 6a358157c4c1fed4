import type { Scope } from '../http/scope.ts'
import { newId } from '../lib/ids.ts'
import type { UserFacts } from '../users/facts.ts'
import { newPhone } from '../users/new-phone.ts'
import { newUser } from '../users/new-user.ts'
import { isNumber, readPhoneNumber } from '../users/phone-number.ts'
import { phantomMailbox } from './phantom.ts'

/** What the account behind an unknown identifier could be, for work that is rehearsed where there is none (R110). It is stored nowhere. */
export function decoyFacts(scope: Scope, identifierKey: string): UserFacts {
  const { instance, context, now } = scope
  const user = newUser(scope, {})
  const address = phantomMailbox(identifierKey)
  const email = {
    id: newId('idn', context),
    instance_id: instance.id,
    user_id: user.id,
    address,
    address_key: address,
    verified_at: now,
    created_at: now,
    updated_at: now,
  }
  const number = isNumber(identifierKey) ? readPhoneNumber(identifierKey, instance.environment) : null
  const hasMail = number === null || instance.settings.identifiers.email_address !== 'off'
  return {
    user,
    emails: hasMail ? [email] : [],
    phones: number ? [newPhone(scope, user.id, number, { verified_at: now })] : [],
    apps: [],
    totp: null,
    passkeys: [],
    backupCodesLeft: 0,
    hasBackupCodes: false,
    backupCodeSet: null,
    graces: [],
    hasCheckedCodes: false,
    helpDeskCodes: 0,
  }
}
