/** What an instance says of itself and of its keys, cookies and tokens. */

export interface InstanceView {
  object: 'instance'
  id: string
  environment_type: 'development' | 'production'
  allowed_origins: string[]
}

/** Organizations stay empty, so all but the switch says what there is not. */
export interface OrganizationSettingsView {
  object: 'organization_settings'
  enabled: boolean
  max_allowed_memberships: number
  max_allowed_roles: number
  max_allowed_permissions: number
  creator_role: string
  admin_delete_enabled: boolean
  domains_enabled: boolean
  slug_disabled: boolean
  domains_enrollment_modes: string[]
  domains_default_role: string
}

export interface JwtTemplateView {
  object: 'jwt_template'
  id: string
  name: string
  claims: Record<string, unknown>
  /** Seconds. */
  lifetime: number
  allowed_clock_skew: number
  custom_signing_key: boolean
  signing_algorithm: 'RS256'
}

/** Public keys, as RFC 7517 writes them. Keys of pending sessions (RS512) are in the set that needs the secret key, and in no other. */
export interface KeySetView {
  keys: { kty: 'RSA'; n: string; e: string; kid: string; alg: 'RS256' | 'RS512'; use: 'sig' }[]
}

export interface TestingTokenView {
  object: 'testing_token'
  token: string
  /** Seconds since 1970, as its readers expect. */
  expires_at: number
}

/** What a handshake left for the app's server: Set-Cookie lines. */
export interface HandshakePayloadView {
  nonce: string
  payload: string
  directives: string[]
}

export interface SessionCookiesView {
  object: 'cookies'
  /** Set-Cookie lines. */
  cookies: string[]
}

export interface CountView {
  object: 'total_count'
  total_count: number
}
