import { actionName } from '@countersign/contract/settings'
import { z } from 'zod'
import { stepUpData } from '../flows/step-up/step-up.data.ts'
import { millisecondsText } from '../http/milliseconds.ts'
import { readEmailAddress } from '../users/email-address.ts'

/** What the Backend API reads. Fields that are not here are ignored, never bound (R49). */
const text = (longest: number) => z.string().max(longest)
const id = text(64)
const name = text(256).nullable().optional()
const metadata = z.record(z.string(), z.unknown()).nullable().optional()
const metadataFields = { public_metadata: metadata, private_metadata: metadata, unsafe_metadata: metadata }
/** Longer than any password that is accepted, so that too long a one is told by name. */
const secret = text(4096)

/** A query repeats the key of a list; a list of one looks like a single value. */
const list = (longest: number) =>
  z.preprocess(
    (value) => (value === undefined || Array.isArray(value) ? value : [value]),
    z.array(text(longest)).max(100).optional(),
  )
const whole = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().min(least).max(most))
export const page = { limit: whole(1, 500).default(10), offset: whole(0, 10_000_000).default(0) }

const time = millisecondsText.optional()

const userFilters = {
  email_address: list(1024),
  phone_number: list(64),
  username: list(256),
  user_id: list(64),
  external_id: list(256),
  // There are none of these here, so nobody has one.
  web3_wallet: list(256),
  organization_id: list(64),
  query: text(256).optional(),
  created_at_before: time,
  created_at_after: time,
  last_active_at_before: time,
  last_active_at_after: time,
  last_active_at_since: time,
  last_sign_in_at_before: time,
  last_sign_in_at_after: time,
}
export const userOrders = [
  'created_at',
  'updated_at',
  'last_active_at',
  'last_sign_in_at',
  'email_address',
  'phone_number',
  'username',
  'first_name',
  'last_name',
  'web3wallet',
] as const
export const countUsersInput = z.object(userFilters)
export const listUsersInput = z.object({
  ...userFilters,
  ...page,
  order_by: z
    .string()
    .default('-created_at')
    // An unescaped plus sign is a space by the time it is read.
    .transform((value) => ({ isDescending: value.startsWith('-'), by: value.replace(/^[+ -]/, '') }))
    .pipe(z.object({ isDescending: z.boolean(), by: z.enum(userOrders) })),
})

const userFields = {
  username: name,
  first_name: name,
  last_name: name,
  external_id: text(256).min(1).nullable().optional(),
  password: secret.optional(),
  password_digest: text(1024).min(1).optional(),
  password_hasher: text(64).optional(),
  skip_password_checks: z.boolean().optional(),
  totp_secret: text(256).optional(),
  backup_codes: z.array(text(64)).max(100).optional(),
  ...metadataFields,
}
const addresses = z
  .array(text(1024))
  .max(10)
  .refine((list) => new Set(list.map((address) => readEmailAddress(address)?.key ?? address)).size === list.length)

export const createUserInput = z.object({
  ...userFields,
  email_address: z.preprocess((value) => (typeof value === 'string' ? [value] : value), addresses.optional()),
  phone_number: z.preprocess(
    (value) => (typeof value === 'string' ? [value] : value),
    z.array(text(64)).max(5).optional(),
  ),
  skip_password_requirement: z.boolean().optional(),
  banned: z.boolean().optional(),
  locked: z.boolean().optional(),
  created_at: z.iso
    .datetime({ offset: true })
    .transform((text) => Date.parse(text))
    .optional(),
})
export const createPhoneInput = z.object({
  user_id: id,
  phone_number: text(64),
  verified: z.boolean().optional(),
  primary: z.boolean().optional(),
  reserved_for_second_factor: z.boolean().optional(),
})
export const changePhoneInput = z.object({
  verified: z.boolean().optional(),
  primary: z.boolean().optional(),
  reserved_for_second_factor: z.boolean().optional(),
})
export const createEmailInput = z.object({
  user_id: id,
  email_address: text(1024),
  verified: z.boolean().optional(),
  primary: z.boolean().optional(),
})
export const changeEmailInput = z.object({ verified: z.boolean().optional(), primary: z.boolean().optional() })
export const replaceEmailInput = z.object({ email_address: text(1024) })
export const replacePhoneInput = z.object({ phone_number: text(64) })
export const changeUserInput = z.object({
  ...userFields,
  primary_email_address_id: id.optional(),
  primary_phone_number_id: id.optional(),
})
const seconds = (least: number, most: number) => z.number().int().min(least).max(most)
const month = 30 * 86_400
export const signInTokenInput = z.object({
  user_id: id,
  expires_in_seconds: seconds(1, month).default(month),
})
export const actorTokenInput = z.object({
  user_id: id,
  // It travels in every token of the session, and tokens travel in a cookie of 4 KB.
  actor: z.looseObject({ sub: text(256).min(1) }).refine((actor) => JSON.stringify(actor).length <= 1024),
  expires_in_seconds: seconds(1, month).default(3600),
  session_max_duration_in_seconds: seconds(60, month).default(1800),
})
export const tokenInput = z.object({ expires_in_seconds: seconds(30, 300).optional() })
const level = z.enum(['first_factor', 'second_factor', 'multi_factor'])
export const redeemInput = z.object({
  token: text(256),
  action: actionName,
  data: stepUpData,
  session_id: id.optional(),
  user_id: id.optional(),
  level: level.default('first_factor'),
  max_age_seconds: seconds(1, 300).default(300),
})
export const freshnessInput = z.object({
  preset: text(40).optional(),
  level: level.default('second_factor'),
  max_age_minutes: z.number().int().min(1).max(1440).default(10),
})
export const createSessionInput = z.object({ user_id: id })
export const metadataInput = z.object(metadataFields)
export const compromisedInput = z.object({ revoke_all_sessions: z.boolean().optional() })
export const removePasswordInput = z.object({ sign_out_of_other_sessions: z.boolean().optional() })
export const passwordInput = z.object({ password: secret })
export const codeInput = z.object({ code: secret })

export const listSessionsInput = z.object({
  ...page,
  user_id: id.optional(),
  client_id: id.optional(),
  status: z.enum(['active', 'pending', 'ended', 'removed', 'expired', 'revoked', 'replaced', 'abandoned']).optional(),
  paginated: z.enum(['true', 'false']).default('false'),
})

export const changeInstanceInput = z.object({ allowed_origins: z.array(text(255)).max(100).nullable().optional() })
export const organizationSettingsInput = z.object({ enabled: z.boolean().nullable().optional() })
export const listClientsInput = z.object({ ...page, paginated: z.enum(['true', 'false']).default('false') })
export const verifyClientInput = z.object({ token: text(256).min(1) })
export const changeSignUpInput = z.object({ external_id: text(256).min(1).nullable().optional() })
export const templateInput = z.object({
  name: text(64),
  claims: z.record(z.string(), z.unknown()),
  lifetime: z.number().nullable().optional(),
})
export const changeTemplateInput = templateInput.partial()
export const patchInput = z.record(z.string(), z.unknown())
/** A page of anything. */
export const pageInput = z.object(page)
