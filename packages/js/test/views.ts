import type {
  ClientView,
  EmailAddressView,
  EnvironmentView,
  PhoneNumberView,
  SessionVerificationView,
  SessionView,
  SignInView,
  SignUpView,
  TotpView,
  UserView,
} from '@countersign/contract'

const at = 1_750_000_000_000
const name = { first_name: 'Ada', last_name: 'Byron', image_url: '', has_image: false }

export const environmentView = () =>
  ({
    object: 'environment',
    id: 'env_1',
    display_config: { application_name: 'Acme' },
    user_settings: { attributes: { authenticator_app: { second_factors: ['totp'] } } },
    countersign: { component_version: 4, second_factors: ['totp', 'backup_code'] },
  }) as unknown as EnvironmentView

export const clientView = (changes: Partial<ClientView> = {}): ClientView => ({
  object: 'client',
  id: 'client_1',
  sessions: [],
  sign_in: null,
  sign_up: null,
  last_active_session_id: changes.sessions?.[0]?.id ?? null,
  last_authentication_strategy: null,
  cookie_expires_at: null,
  captcha_bypass: false,
  created_at: at,
  updated_at: at,
  ...changes,
})

export const signInView = (changes: Partial<SignInView> = {}): SignInView => ({
  object: 'sign_in',
  id: 'sia_1',
  status: 'needs_first_factor',
  identifier: 'ada@example.test',
  supported_identifiers: ['email_address'],
  supported_first_factors: [{ strategy: 'password' }],
  supported_second_factors: [],
  first_factor_verification: null,
  second_factor_verification: null,
  recovery_wait_hours: null,
  user_data: null,
  created_session_id: null,
  client_trust_state: null,
  asked_because: null,
  protect_check: null,
  abandon_at: at,
  ...changes,
})

export const signUpView = (changes: Partial<SignUpView> = {}): SignUpView => ({
  object: 'sign_up',
  id: 'sua_1',
  status: 'missing_requirements',
  required_fields: ['email_address', 'password'],
  optional_fields: [],
  missing_fields: [],
  unverified_fields: ['email_address'],
  verifications: { email_address: null, phone_number: null, web3_wallet: null, external_account: null },
  email_address: 'ada@example.test',
  phone_number: null,
  username: null,
  first_name: null,
  last_name: null,
  has_password: true,
  unsafe_metadata: {},
  created_session_id: null,
  created_user_id: null,
  abandon_at: at,
  legal_accepted_at: null,
  locale: null,
  web3_wallet: null,
  external_account: null,
  ...changes,
})

export const emailAddressView = (changes: Partial<EmailAddressView> = {}): EmailAddressView => ({
  object: 'email_address',
  id: 'idn_1',
  email_address: 'ada@example.test',
  verification: null,
  linked_to: [],
  matches_sso_connection: false,
  created_at: at,
  updated_at: at,
  ...changes,
})

export const phoneNumberView = (changes: Partial<PhoneNumberView> = {}): PhoneNumberView => ({
  object: 'phone_number',
  id: 'idn_9',
  phone_number: '+14155550123',
  reserved_for_second_factor: false,
  default_second_factor: false,
  verification: null,
  linked_to: [],
  backup_codes: null,
  created_at: at,
  updated_at: at,
  ...changes,
})

export const userView = (changes: Partial<UserView> = {}): UserView => ({
  object: 'user',
  id: 'user_1',
  external_id: null,
  username: null,
  ...name,
  primary_email_address_id: 'idn_1',
  primary_phone_number_id: null,
  primary_web3_wallet_id: null,
  email_addresses: [emailAddressView()],
  phone_numbers: [],
  web3_wallets: [],
  passkeys: [],
  authenticator_apps: [],
  external_accounts: [],
  enterprise_accounts: [],
  organization_memberships: [],
  password_enabled: true,
  two_factor_enabled: false,
  totp_enabled: false,
  backup_code_enabled: false,
  backup_codes_left: null,
  public_metadata: {},
  unsafe_metadata: {},
  last_sign_in_at: at,
  delete_self_enabled: true,
  create_organization_enabled: false,
  create_organizations_limit: null,
  legal_accepted_at: null,
  created_at: at,
  updated_at: at,
  ...changes,
})

export const sessionView = (changes: Partial<SessionView> = {}): SessionView => ({
  object: 'session',
  id: 'sess_1',
  client_id: 'client_1',
  status: 'active',
  expire_at: at,
  abandon_at: at,
  last_active_at: at,
  last_active_organization_id: null,
  last_active_token: null,
  actor: null,
  tasks: null,
  mfa_enrolment: null,
  factor_verification_age: [0, -1],
  user: userView(),
  public_user_data: { ...name, identifier: 'ada@example.test', user_id: 'user_1', username: null },
  created_at: at,
  updated_at: at,
  ...changes,
})

export const verificationView = (changes: Partial<SessionVerificationView> = {}): SessionVerificationView => ({
  object: 'session_verification',
  id: 'sver_1',
  status: 'needs_second_factor',
  level: 'second_factor',
  session: sessionView(),
  supported_first_factors: [],
  supported_second_factors: [{ strategy: 'totp' }],
  first_factor_verification: null,
  second_factor_verification: null,
  ...changes,
})

export const totpView = (changes: Partial<TotpView> = {}): TotpView => ({
  object: 'totp',
  id: 'totp_1',
  secret: 'JBSWY3DPEHPK3PXP',
  uri: 'otpauth://totp/Acme:ada?secret=JBSWY3DPEHPK3PXP&issuer=Acme',
  verified: false,
  backup_codes: null,
  created_at: at,
  updated_at: at,
  ...changes,
})

/** Unsigned, which the SDK cannot tell and need not. */
export function jwtOf(issuedAtMs: number, seconds = 60, more: object = {}): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const iat = Math.floor(issuedAtMs / 1000)
  return `${part({ alg: 'RS256' })}.${part({ sub: 'user_1', name: 'Ångström?>', iat, exp: iat + seconds, ...more })}.sig`
}
