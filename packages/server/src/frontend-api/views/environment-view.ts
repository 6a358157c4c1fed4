import type { AttributeView, EnvironmentView, Settings } from '@countersign/contract'
import { isInVersion } from '../../factors/since.ts'
import type { Scope } from '../../http/scope.ts'
import { signsInByNumber } from '../../policy/identifiers.ts'
import { mayTrustDevices } from '../../policy/trust.ts'

const off: AttributeView = {
  enabled: false,
  required: false,
  used_for_first_factor: false,
  first_factors: [],
  used_for_second_factor: false,
  second_factors: [],
  verifications: [],
  verify_at_sign_up: false,
}
const attribute = (change: Partial<AttributeView>): AttributeView => ({ ...off, enabled: true, ...change })
const second = (isOn: boolean, strategy: string): AttributeView =>
  isOn ? attribute({ used_for_second_factor: true, second_factors: [strategy] }) : off

/** What the instance offers, in the shape SDKs read. Which second factors are shown hangs on the attributes alone. */
export function environmentView(scope: Scope): EnvironmentView {
  const { instance, url } = scope
  const { settings } = instance
  const isProduction = instance.environment === 'production'
  return {
    object: 'environment',
    id: `env_${instance.id.slice('ins_'.length)}`,
    auth_config: {
      object: 'auth_config',
      id: `aac_${instance.id.slice('ins_'.length)}`,
      single_session_mode: settings.sessions.single,
      claimed_at: null,
      reverification: settings.reverification.enabled,
      preferred_channels: null,
      session_minter: false,
    },
    display_config: displayConfig(scope, isProduction),
    user_settings: {
      attributes: attributes(settings, isInVersion('passkey', scope.apiVersion)),
      sign_in: { second_factor: { required: settings.multi_factor.required, enabled: true } },
      sign_up: {
        captcha_enabled: false,
        captcha_widget_type: 'smart',
        custom_action_required: false,
        progressive: true,
        mode: settings.sign_up === 'open' ? 'public' : 'restricted',
        legal_consent_enabled: false,
        allowlist_only: false,
        mfa: { required: settings.multi_factor.required },
      },
      password_settings: {
        disable_hibp: true,
        min_length: settings.password.min_length,
        max_length: 256,
        require_special_char: false,
        require_numbers: false,
        require_uppercase: false,
        require_lowercase: false,
        show_zxcvbn: false,
        min_zxcvbn_strength: 0,
        enforce_hibp_on_sign_in: false,
        allowed_special_characters: '',
      },
      passkey_settings: {
        allow_autofill: settings.first_factors.passkey,
        show_sign_in_button: settings.first_factors.passkey,
      },
      username_settings: { min_length: 3, max_length: 64 },
      enterprise_sso: { enabled: false, self_serve_sso: false },
      attack_protection: { enumeration_protection: { enabled: settings.enumeration_protection } },
      actions: { delete_self: true, create_organization: false },
      social: {},
    },
    organization_settings: {
      enabled: settings.organizations,
      max_allowed_memberships: 5,
      force_organization_selection: false,
      actions: { admin_delete: true },
      domains: { enabled: false, enrollment_modes: [], default_role: null },
      slug: { disabled: true },
      organization_creation_defaults: { enabled: false },
    },
    commerce_settings: {
      billing: {
        stripe_publishable_key: null,
        enabled: false,
        organization: { enabled: false, has_paid_plans: false },
        user: { enabled: false, has_paid_plans: false },
      },
    },
    api_keys_settings: { user_api_keys_enabled: false, orgs_api_keys_enabled: false },
    protect_config: { object: 'protect_config', id: '', loaders: [], rollout: 0 },
    maintenance_mode: false,
    client_debug_mode: false,
    partitioned_cookies: false,
    countersign: {
      component_version: settings.component_version,
      second_factors: enabledSecondFactors(settings),
      nudges: settings.multi_factor.nudges,
      reverification_minutes: settings.reverification.minutes,
      email_resend_seconds: settings.codes.email_resend_seconds,
      sms_resend_seconds: settings.codes.sms_resend_seconds,
      sms_countries: settings.sms.countries,
      trusted_device_days: mayTrustDevices(instance) ? settings.trusted_devices.days : null,
      sign_up: settings.sign_up,
      allowed_origins: [url, ...settings.allowed_origins],
      messages_url: isProduction ? null : `${scope.context.config.url}/dashboard/instances/${instance.id}/messages`,
    },
  } as EnvironmentView

  function displayConfig({ instance }: Scope, isProduction: boolean) {
    return {
      object: 'display_config',
      id: `dcf_${instance.id.slice('ins_'.length)}`,
      instance_environment_type: instance.environment,
      application_name: instance.application.name,
      theme: {},
      preferred_sign_in_strategy: 'password',
      branded: false,
      show_devmode_warning: !isProduction,
      support_email: '',
      logo_image_url: '',
      favicon_image_url: '',
      home_url: url,
      sign_in_url: `${url}/sign-in`,
      sign_up_url: `${url}/sign-up`,
      user_profile_url: `${url}/user`,
      after_sign_in_url: `${url}/user`,
      after_sign_up_url: `${url}/user`,
      after_sign_out_one_url: `${url}/sign-in`,
      after_sign_out_all_url: `${url}/sign-in`,
      after_switch_session_url: `${url}/user`,
      waitlist_url: '',
      after_join_waitlist_url: '',
      organization_profile_url: '',
      create_organization_url: '',
      after_leave_organization_url: '',
      after_create_organization_url: '',
      privacy_policy_url: '',
      terms_url: '',
      captcha_public_key: null,
      captcha_widget_type: null,
      captcha_public_key_invisible: null,
      captcha_provider: 'turnstile',
      captcha_oauth_bypass: [],
      captcha_heartbeat: false,
      google_one_tap_client_id: null,
      clerk_js_version: '6',
    }
  }
}

/** The second factors users may enrol, in the dashboard's order. */
function enabledSecondFactors({ multi_factor }: Settings): string[] {
  return [
    ...(multi_factor.passkey ? ['passkey'] : []),
    ...(multi_factor.phone_code ? ['phone_code'] : []),
    ...(multi_factor.totp ? ['totp'] : []),
    ...(multi_factor.backup_code ? ['backup_code'] : []),
  ]
}

/** A second factor that the caller's SDK does not know is left out. */
function attributes(settings: Settings, takesPasskey: boolean): EnvironmentView['user_settings']['attributes'] {
  const { first_factors, identifiers, multi_factor } = settings
  const isSecond = multi_factor.passkey && takesPasskey
  return {
    email_address: attribute({
      enabled: identifiers.email_address !== 'off',
      required: identifiers.email_address === 'required',
      used_for_first_factor: identifiers.email_address !== 'off',
      first_factors: first_factors.email_code ? ['email_code'] : [],
      verifications: ['email_code'],
      verify_at_sign_up: true,
    }),
    phone_number:
      identifiers.phone_number === 'off'
        ? off
        : attribute({
            required: identifiers.phone_number === 'required',
            used_for_first_factor: signsInByNumber(settings),
            first_factors: first_factors.phone_code ? ['phone_code'] : [],
            used_for_second_factor: multi_factor.phone_code,
            second_factors: multi_factor.phone_code ? ['phone_code'] : [],
            verifications: ['phone_code'],
            verify_at_sign_up: true,
          }),
    username:
      identifiers.username === 'off'
        ? off
        : attribute({ required: identifiers.username === 'required', used_for_first_factor: true }),
    web3_wallet: off,
    first_name: attribute({}),
    last_name: attribute({}),
    password: first_factors.password ? attribute({ required: true }) : off,
    authenticator_app: second(multi_factor.totp, 'totp'),
    backup_code: second(multi_factor.backup_code, 'backup_code'),
    passkey:
      first_factors.passkey || multi_factor.passkey
        ? attribute({
            used_for_first_factor: first_factors.passkey,
            first_factors: first_factors.passkey ? ['passkey'] : [],
            used_for_second_factor: isSecond,
            second_factors: isSecond ? ['passkey'] : [],
            verifications: ['passkey'],
          })
        : off,
    ticket: attribute({}),
  }
}
