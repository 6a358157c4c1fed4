import { z } from 'zod'
import { mfaRules } from './mfa-rules.ts'
import { actionPattern, mostActions, mostDemandMinutes, mostPresets, presetPattern } from './presets.ts'

/** What an operator decides for one instance. Bounds are hard: `docs/reference/settings.md` is generated from here. */
const int = (min: number, max: number) => z.number().int().min(min).max(max)
const money = (max: number) => z.number().min(0).max(max)
const presence = z.enum(['required', 'optional', 'off'])

const verificationLevel = z.enum(['first_factor', 'second_factor', 'multi_factor'])
const presetName = z.string().regex(presetPattern)
export const actionName = z.string().regex(actionPattern)

export const settingsSchema = z.strictObject({
  multi_factor: z.strictObject({
    totp: z.boolean().describe('Users may enrol an authenticator app.'),
    phone_code: z.boolean().describe('Users may reserve a phone number for SMS codes.'),
    backup_code: z.boolean().describe('Users get backup codes beside another second factor.'),
    passkey: z.boolean().describe('Users may use a passkey as second factor.'),
    required: z.boolean().describe('Every user must have a second factor.'),
    nudges: z
      .boolean()
      .describe('After a second step by SMS, hosted pages offer an app or a passkey, once a month at most.'),
    rules: mfaRules,
  }),
  first_factors: z.strictObject({
    password: z.boolean().describe('Sign in with a password.'),
    email_code: z.boolean().describe('Sign in with a code sent by e-mail.'),
    phone_code: z.boolean().describe('Sign in with a code sent by SMS.'),
    passkey: z.boolean().describe('Sign in with a passkey.'),
  }),
  identifiers: z.strictObject({
    email_address: presence.describe('Whether an account has an e-mail address.'),
    phone_number: presence.describe('Whether an account has a phone number.'),
    username: presence.describe('Whether an account has a username.'),
  }),
  sign_up: z
    .enum(['open', 'invitation', 'closed'])
    .describe(
      'Whether users may sign up. `invitation`: only with an invitation that your server created. `closed`: accounts are created in the dashboard and by your server only.',
    ),
  password: z.strictObject({ min_length: int(8, 64).describe('Fewest characters of a password.') }),
  enumeration_protection: z.boolean().describe('Answers do not tell whether an account exists.'),
  device_trust: z
    .boolean()
    .describe(
      'After a password in a browser the user is not known in, ask for a code by mail or SMS; who has a second factor is asked for that.',
    ),
  trusted_devices: z.strictObject({
    enabled: z.boolean().describe('Users may skip the second factor on a browser they trust.'),
    days: int(1, 90).describe('How long a browser stays trusted.'),
  }),
  reverification: z.strictObject({
    enabled: z.boolean().describe('Sensitive changes ask for a fresh proof.'),
    minutes: int(1, 60).describe('How long a proof counts as fresh.'),
    downgrade: z
      .boolean()
      .describe(
        'Where an app demands a second factor of somebody who has none, the first one does instead of a refusal.',
      ),
    presets: z
      .record(presetName, z.strictObject({ level: verificationLevel, minutes: int(1, mostDemandMinutes) }))
      .refine((all) => Object.keys(all).length <= mostPresets, `at most ${mostPresets} presets`)
      .describe(
        'Demands of your own beside `strict_mfa`, `strict`, `moderate` and `lax`: name to `{level, minutes}`; null takes one out.',
      ),
    actions: z
      .record(actionName, presetName)
      .refine((all) => Object.keys(all).length <= mostActions, `at most ${mostActions} actions`)
      .describe('The preset whose level an action is approved with; `strict` where none is named.'),
  }),
  lockout: z.strictObject({
    attempts: int(3, 20).describe('Consecutive failures that lock, in one known browser or in all unknown ones.'),
    minutes: int(1, 1440).describe(
      'Length of the first lock; every five further failures double it, up to 24 hours, or one hour for passwords.',
    ),
  }),
  codes: z.strictObject({
    sms_minutes: int(1, 10).describe('Life of a code sent by SMS.'),
    email_minutes: int(1, 10).describe('Life of a code sent by e-mail.'),
    sms_resend_seconds: int(30, 600).describe('Wait before another code by SMS.'),
    email_resend_seconds: int(15, 600).describe('Wait before another code by e-mail.'),
    attempts: int(3, 10).describe('Wrong tries that end a code.'),
  }),
  limits: z.strictObject({
    sign_ins: int(30, 100_000).describe(
      'Sign-ins that one IP address may start in an hour without completing the first factor.',
    ),
    failures: int(30, 100_000).describe(
      'Failed attempts that one IP address may make in an hour, counted for each step.',
    ),
    failed_accounts: int(5, 10_000).describe('Accounts that one IP address may fail to sign in to in 10 minutes.'),
    failed_second_factors: int(5, 10_000).describe(
      'Failed second factors from one IP address in an hour, over all accounts.',
    ),
    codes: int(30, 100_000).describe(
      'Sign-in and reset codes that one IP address may request in an hour without entering them.',
    ),
    new_destinations: int(9, 100_000).describe(
      'Codes to unverified email addresses and phone numbers that one IP address may request in an hour without entering them; a third of them in 10 minutes.',
    ),
    wrong_codes: int(30, 1000).describe(
      'Wrong emailed and texted codes from one IP address in a week, over all accounts and unverified addresses and numbers. The default leaves a guesser a chance of 0.47 % a year.',
    ),
    account_changes: int(60, 100_000).describe('Account changes from one IP address in a minute.'),
    tokens: int(600, 1_000_000).describe('Session token requests from one IP address in a minute.'),
  }),
  recovery: z.strictObject({
    enabled: z
      .boolean()
      .describe('Who lost every second factor gets back in with the first one, a code by e-mail and a wait.'),
    wait_hours: int(24, 168).describe('How long that wait is; everybody who can be reached is told when it begins.'),
    second_operator: z
      .boolean()
      .describe(
        'Changes by an administrator that remove, replace or bypass a second factor wait until another administrator approves them.',
      ),
  }),
  sms: z.strictObject({
    countries: z
      .array(z.string().regex(/^(?:[A-Z]{2}|\*)$/))
      .max(250)
      .describe('Countries that get messages, as two-letter codes (ISO 3166-1); `*` stands for all.'),
    daily_budget: money(1_000_000).describe('What messages may cost in a day (UTC), in your currency; then they stop.'),
    reserved_percent: int(10, 90).describe(
      'Share of the daily budget that is kept for users with a verified number, so that sign-ups cannot use it up.',
    ),
    default_price: money(100).describe('What a message costs where no price of the country is given.'),
    prices: z
      .record(z.string().regex(/^[A-Z]{2}$/), money(100))
      .describe('What a message costs, by country; null takes a price out again.'),
  }),
  sessions: z.strictObject({
    max_days: int(1, 30).describe('A session ends after this long at the latest.'),
    idle_hours: int(1, 720).describe('A session ends when unused for this long.'),
    token_seconds: int(30, 300).describe('Life of a session token.'),
    single: z.boolean().describe('A browser is signed in to one account at a time.'),
  }),
  allowed_origins: z
    .array(z.string().max(255))
    .max(100)
    .describe(
      'Origins besides the instance’s own host that may call it and, if they are http(s), be redirected to. Compared exactly, without wildcards; apps are named as their platform does: `capacitor://localhost`, `ionic://localhost`, `tauri://localhost`, `app://bundle`, `chrome-extension://<id>`, `moz-extension://<uuid>`. `null` and `file://` are refused.',
    ),
  jwt_templates: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[\w-]{1,64}$/),
        claims: z.record(z.string().max(64), z.unknown()),
        lifetime_seconds: int(30, 300),
      }),
    )
    .max(20)
    .describe(
      'Tokens for other services: `{name, claims, lifetime_seconds}`; texts may hold slots like `{{user.id}}`. Claims of session tokens, such as `sub`, `sts` and `amr`, cannot be set. Do not decide by `{{user.unsafe_metadata}}`: users write it themselves.',
    ),
  audit: z.strictObject({ days: int(30, 3650).describe('How long the audit log keeps an entry.') }),
  component_version: int(3, 4).describe('Version of the hosted components; the authenticator app needs 4.'),
  organizations: z.boolean().describe('Report organizations as enabled to SDKs (they stay empty).'),
})

export type Settings = z.infer<typeof settingsSchema>
/** Null takes an entry out of a record, such as the price of a country. */
type DeepPartial<T> = T extends readonly unknown[]
  ? T
  : string extends keyof T
    ? Record<string, T[keyof T] | null>
    : T extends object
      ? { [K in keyof T]?: DeepPartial<T[K]> }
      : T
export type SettingsPatch = DeepPartial<Settings>

/** A new instance: nobody is asked for a second factor until the operator switches one on (S6, S9). */
export const defaultSettings: Settings = {
  multi_factor: {
    totp: false,
    phone_code: false,
    backup_code: false,
    passkey: false,
    required: false,
    nudges: true,
    rules: [],
  },
  first_factors: { password: true, email_code: true, phone_code: false, passkey: false },
  identifiers: { email_address: 'required', phone_number: 'optional', username: 'off' },
  sign_up: 'open',
  password: { min_length: 8 },
  enumeration_protection: true,
  device_trust: false,
  trusted_devices: { enabled: false, days: 30 },
  reverification: { enabled: true, minutes: 10, downgrade: false, presets: {}, actions: {} },
  lockout: { attempts: 10, minutes: 15 },
  codes: { sms_minutes: 5, email_minutes: 10, sms_resend_seconds: 60, email_resend_seconds: 30, attempts: 5 },
  limits: {
    sign_ins: 300,
    failures: 300,
    failed_accounts: 20,
    failed_second_factors: 20,
    codes: 300,
    new_destinations: 30,
    wrong_codes: 90,
    account_changes: 600,
    tokens: 6000,
  },
  recovery: { enabled: true, wait_hours: 72, second_operator: false },
  // A country that nobody chose is one that somebody else can run up a bill in (R134).
  sms: { countries: [], daily_budget: 50, reserved_percent: 33, default_price: 0.1, prices: {} },
  sessions: { max_days: 7, idle_hours: 24, token_seconds: 60, single: false },
  allowed_origins: [],
  jwt_templates: [],
  audit: { days: 365 },
  component_version: 4,
  organizations: false,
}
