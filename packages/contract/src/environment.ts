/** What a browser SDK learns about an instance before anyone signs in. */

export interface AttributeView {
  enabled: boolean
  required: boolean
  used_for_first_factor: boolean
  first_factors: string[]
  used_for_second_factor: boolean
  second_factors: string[]
  verifications: string[]
  verify_at_sign_up: boolean
}
export type AttributeName =
  | 'email_address'
  | 'phone_number'
  | 'username'
  | 'web3_wallet'
  | 'first_name'
  | 'last_name'
  | 'password'
  | 'authenticator_app'
  | 'backup_code'
  | 'passkey'
  | 'ticket'

export interface EnvironmentView {
  object: 'environment'
  id: string
  auth_config: Record<string, unknown> & { single_session_mode: boolean; reverification: boolean }
  display_config: Record<string, unknown> & {
    instance_environment_type: 'production' | 'development'
    application_name: string
    home_url: string
    sign_in_url: string
    sign_up_url: string
    user_profile_url: string
  }
  user_settings: Record<string, unknown> & {
    attributes: Record<AttributeName, AttributeView>
    sign_in: { second_factor: { required: boolean; enabled: boolean } }
    sign_up: Record<string, unknown> & { mode: 'public' | 'restricted'; mfa: { required: boolean } }
    password_settings: Record<string, unknown> & { min_length: number; max_length: number }
    passkey_settings: { allow_autofill: boolean; show_sign_in_button: boolean }
    attack_protection: { enumeration_protection: { enabled: boolean } }
    actions: { delete_self: boolean; create_organization: false }
  }
  organization_settings: Record<string, unknown> & { enabled: boolean }
  commerce_settings: Record<string, unknown>
  api_keys_settings: Record<string, unknown>
  protect_config: Record<string, unknown>
  maintenance_mode: boolean
  client_debug_mode: boolean
  partitioned_cookies: boolean
  /** Ours: what only Countersign's own components read. */
  countersign: {
    component_version: number
    /** Enabled second factors in dashboard order. */
    second_factors: string[]
    /** Whether somebody who uses codes by SMS is to be offered something better. */
    nudges: boolean
    reverification_minutes: number
    email_resend_seconds: number
    sms_resend_seconds: number
    /** Countries a number may be of, as ISO 3166-1 codes; `*` stands for all. */
    sms_countries: string[]
    /** For how long a browser may be trusted with the second step; null where none may. */
    trusted_device_days: number | null
    /** Who may sign up; `mode` above is `restricted` for `invitation` and for `closed`. */
    sign_up: 'open' | 'invitation' | 'closed'
    /** Where a page may redirect to after sign-in, besides its own origin. */
    allowed_origins: string[]
    /** Page of the dashboard that shows the codes and links of a development instance; null in production. */
    messages_url: string | null
  }
}
