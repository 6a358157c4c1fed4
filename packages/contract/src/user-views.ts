import type { AuthenticatorAppView, PasskeyView, VerificationView } from './factor-views.ts'

export interface EmailAddressView {
  object: 'email_address'
  id: string
  email_address: string
  verification: VerificationView | null
  linked_to: never[]
  matches_sso_connection: false
  created_at: number
  updated_at: number
}

export interface PhoneNumberView {
  object: 'phone_number'
  id: string
  /** E.164. */
  phone_number: string
  reserved_for_second_factor: boolean
  default_second_factor: boolean
  verification: VerificationView | null
  linked_to: never[]
  /** Only when reserving this number made a new set. */
  backup_codes: string[] | null
  created_at: number
  updated_at: number
}

export interface UserView {
  object: 'user'
  id: string
  external_id: string | null
  username: string | null
  first_name: string | null
  last_name: string | null
  image_url: string
  has_image: boolean
  primary_email_address_id: string | null
  primary_phone_number_id: string | null
  primary_web3_wallet_id: null
  email_addresses: EmailAddressView[]
  phone_numbers: PhoneNumberView[]
  web3_wallets: never[]
  passkeys: PasskeyView[]
  /** Ours: the confirmed ones, oldest first. The first is what `totp` routes are about. */
  authenticator_apps: AuthenticatorAppView[]
  external_accounts: never[]
  enterprise_accounts: never[]
  organization_memberships: never[]
  password_enabled: boolean
  two_factor_enabled: boolean
  totp_enabled: boolean
  backup_code_enabled: boolean
  /** Ours: unused backup codes left; null when the user has none or may not see it. */
  backup_codes_left: number | null
  public_metadata: Record<string, unknown>
  unsafe_metadata: Record<string, unknown>
  last_sign_in_at: number | null
  delete_self_enabled: boolean
  create_organization_enabled: false
  create_organizations_limit: null
  legal_accepted_at: null
  created_at: number
  updated_at: number
}

/** A picture that was just set, and where it is. */
export interface ImageView {
  object: 'image'
  id: string
  name: string | null
  public_url: string
}

export interface PublicUserDataView {
  first_name: string | null
  last_name: string | null
  image_url: string
  has_image: boolean
  identifier: string
  user_id: string
  username: string | null
}
