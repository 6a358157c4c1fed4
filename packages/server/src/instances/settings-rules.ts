import { AppError, builtInPresets, type Settings } from '@countersign/contract'
import { settingsSchema } from '@countersign/contract/settings'
import type { z } from 'zod'
import { presetOf } from '../policy/freshness.ts'
import { signsInByNumber } from '../policy/identifiers.ts'
import { reservedClaimIn } from '../sessions/reserved-claims.ts'
import { toOrigin } from './allowed-origin.ts'
import type { Instance } from './instance.ts'
import { brokenMfaRule } from './mfa-rules.ts'

type Owner = Pick<Instance, 'environment'> & { application: Pick<Instance['application'], 'kind'> }

interface Rule {
  field: string
  reason: string | ((settings: Settings) => string)
  isBroken(settings: Settings, owner: Owner): boolean
}

/** What the types cannot say. The first broken rule is told. */
const rules: Rule[] = [
  {
    field: 'multi_factor.backup_code',
    reason: 'backup codes only work beside another second factor, so switch one on with them',
    isBroken: ({ multi_factor: factors }) =>
      factors.backup_code && !(factors.totp || factors.phone_code || factors.passkey),
  },
  {
    field: 'multi_factor.required',
    // Without a factor that users can enrol, everybody would be stuck before the door.
    reason:
      'users can only be required to have a second factor while passkeys, the authenticator app or codes by SMS are switched on',
    isBroken: ({ multi_factor: factors }) =>
      factors.required && !(factors.totp || factors.phone_code || factors.passkey),
  },
  {
    field: 'multi_factor.required',
    reason: 'operators always need a second factor',
    isBroken: ({ multi_factor: factors }, owner) => owner.application.kind === 'dashboard' && !factors.required,
  },
  {
    field: 'first_factors',
    reason: 'administrators begin with a password or a passkey; a mailbox or a phone is no way in',
    isBroken: ({ first_factors: first }, owner) =>
      owner.application.kind === 'dashboard' && (first.email_code || first.phone_code),
  },
  {
    field: 'trusted_devices.enabled',
    reason: 'operators are asked for their second factor at every sign-in',
    isBroken: ({ trusted_devices: trusted }, owner) => owner.application.kind === 'dashboard' && trusted.enabled,
  },
  {
    field: 'first_factors',
    reason: 'nobody could sign in without a password, a code by e-mail or a code by SMS',
    isBroken: ({ first_factors: factors }) => !factors.password && !factors.email_code && !factors.phone_code,
  },
  {
    field: 'first_factors.phone_code',
    reason: 'accounts have no phone number while identifiers.phone_number is off',
    isBroken: ({ first_factors: factors, identifiers }) => factors.phone_code && identifiers.phone_number === 'off',
  },
  {
    field: 'identifiers.phone_number',
    reason:
      'whoever has no number could not sign in while a code by SMS is the only first factor, so it must be required',
    isBroken: ({ first_factors: factors, identifiers }) =>
      !factors.password && !factors.email_code && identifiers.phone_number !== 'required',
  },
  {
    field: 'multi_factor.required',
    // Two codes to one phone are one factor (R20).
    reason: 'a code by SMS cannot be both the first and the second step, so switch on another first factor or the app',
    isBroken: ({ first_factors: first, multi_factor: second }) =>
      second.required && !second.totp && !second.passkey && !first.password && !first.email_code,
  },
  {
    field: 'identifiers',
    reason: 'an account needs an e-mail address, a phone number or a username',
    isBroken: (settings) =>
      settings.identifiers.email_address === 'off' &&
      settings.identifiers.username === 'off' &&
      !signsInByNumber(settings),
  },
  {
    field: 'reverification.presets',
    // SDKs know these by heart; another meaning here would be two truths.
    reason: `${Object.keys(builtInPresets).join(', ')} are built in, so give yours another name`,
    isBroken: ({ reverification: { presets } }) => Object.keys(presets).some((name) => name in builtInPresets),
  },
  {
    field: 'reverification.actions',
    reason: 'an action names a preset that there is not',
    isBroken: (settings) => Object.values(settings.reverification.actions).some((name) => !presetOf(settings, name)),
  },
  {
    field: 'jwt_templates',
    reason: 'two templates have the same name',
    isBroken: ({ jwt_templates: all }) => new Set(all.map(({ name }) => name)).size < all.length,
  },
  {
    field: 'jwt_templates',
    reason: (settings) => `a template cannot set ${reservedIn(settings)}; the server sets that claim`,
    isBroken: (settings) => reservedIn(settings) !== null,
  },
  {
    field: 'jwt_templates',
    reason: 'the claims of a template must fit in 4,096 characters',
    isBroken: ({ jwt_templates: all }) => all.some(({ claims }) => JSON.stringify(claims).length > 4096),
  },
]

function reservedIn({ jwt_templates: all }: Settings): string | null {
  return all.map(({ claims }) => reservedClaimIn(claims)).find((name) => name !== null) ?? null
}

/** The settings in their stored form, or `settings_invalid` with the path of the first field that is wrong. */
export function checkSettings(value: unknown, owner: Owner): Settings {
  const parsed = settingsSchema.safeParse(value)
  if (!parsed.success) throw refusal(parsed.error)
  const settings = parsed.data
  const broken =
    rules.find((rule) => rule.isBroken(settings, owner)) ??
    brokenMfaRule(settings, owner.application.kind === 'dashboard')
  if (broken) {
    const reason = typeof broken.reason === 'string' ? broken.reason : broken.reason(settings)
    throw new AppError('settings_invalid', { param_name: broken.field, reason })
  }
  return {
    ...settings,
    allowed_origins: [...new Set(settings.allowed_origins.map((text) => toOrigin(text, owner.environment)))],
  }
}

function refusal(error: z.ZodError): AppError {
  const issue = error.issues[0]
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
  const path = [...(issue?.path ?? []), ...unknown].join('.') || 'settings'
  const reason =
    unknown.length > 0 ? 'there is no such setting' : decapitalise(issue?.message ?? 'it has the wrong form')
  return new AppError('settings_invalid', { param_name: path.slice(0, 255), reason })
}

function decapitalise(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}
