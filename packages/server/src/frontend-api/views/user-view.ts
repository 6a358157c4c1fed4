import type { EmailAddressView, PhoneNumberView, PublicUserDataView, UserView } from '@countersign/contract'
import { passkeyView } from '../../factors/passkey/passkey.view.ts'
import { appView } from '../../factors/totp/totp.view.ts'
import type { Scope } from '../../http/scope.ts'
import { verification } from '../../messages/verification-view.ts'
import { hasSecondFactor } from '../../policy/second-step.ts'
import { type EmailRow, identifierOf, type PhoneRow, reservedPhones, type UserFacts } from '../../users/facts.ts'
import { imageUrl } from '../../users/profile-image.ts'

/** Whose settings and whose address it is shown under. */
type Viewed = Pick<Scope, 'instance' | 'url'>

export function userView(scope: Viewed, facts: UserFacts): UserView {
  const { user } = facts
  const { settings } = scope.instance
  return {
    object: 'user',
    id: user.id,
    external_id: user.external_id,
    username: user.username,
    first_name: user.first_name,
    last_name: user.last_name,
    image_url: imageUrl(scope, user.image_name),
    has_image: user.image_name !== null,
    primary_email_address_id: user.primary_email_id,
    primary_phone_number_id: user.primary_phone_id,
    primary_web3_wallet_id: null,
    email_addresses: facts.emails.map((email) => emailView(email)),
    phone_numbers: facts.phones.map((phone) => phoneView(facts, phone)),
    web3_wallets: [],
    passkeys: facts.passkeys.map((passkey) => passkeyView(passkey)),
    authenticator_apps: facts.apps.map((app) => appView(app)),
    external_accounts: [],
    enterprise_accounts: [],
    organization_memberships: [],
    password_enabled: user.password_hash !== null,
    two_factor_enabled: hasSecondFactor(facts, settings),
    totp_enabled: facts.totp !== null,
    backup_code_enabled: facts.backupCodesLeft > 0,
    backup_codes_left: facts.hasBackupCodes ? facts.backupCodesLeft : null,
    public_metadata: JSON.parse(user.public_metadata),
    unsafe_metadata: JSON.parse(user.unsafe_metadata),
    last_sign_in_at: user.last_sign_in_at,
    delete_self_enabled: true,
    create_organization_enabled: false,
    create_organizations_limit: null,
    legal_accepted_at: null,
    created_at: user.created_at,
    updated_at: user.updated_at,
  }
}

/** `sent` is the code that waits for this address, if one does. */
export function emailView(email: EmailRow, sent: EmailAddressView['verification'] = null): EmailAddressView {
  return {
    object: 'email_address',
    id: email.id,
    email_address: email.address,
    verification: email.verified_at === null ? sent : verification('verified', 'email_code', 1, null),
    linked_to: [],
    matches_sso_connection: false,
    created_at: email.created_at,
    updated_at: email.updated_at,
  }
}

/** `sent` is the code that waits for this number, if one does; `codes` the set that reserving it made. */
export function phoneView(
  facts: UserFacts,
  phone: PhoneRow,
  sent: PhoneNumberView['verification'] = null,
  codes: string[] | null = null,
): PhoneNumberView {
  return {
    object: 'phone_number',
    id: phone.id,
    phone_number: phone.number,
    reserved_for_second_factor: phone.reserved_at !== null,
    default_second_factor: reservedPhones(facts)[0]?.id === phone.id,
    verification: phone.verified_at === null ? sent : verification('verified', 'phone_code', 1, null),
    linked_to: [],
    backup_codes: codes,
    created_at: phone.created_at,
    updated_at: phone.updated_at,
  }
}

export function publicUserData(scope: Viewed, facts: UserFacts): PublicUserDataView {
  const { user } = facts
  return {
    first_name: user.first_name,
    last_name: user.last_name,
    image_url: imageUrl(scope, user.image_name),
    has_image: user.image_name !== null,
    identifier: identifierOf(facts),
    user_id: user.id,
    username: user.username,
  }
}
