import { z } from 'zod'
import { readEmailAddress } from '../users/email-address.ts'

/** What the Backend API reads. Fields that are not here are ignored, never bound (R49). */
const text = (longest: number) => z.string().max(longest)
const id = text(64)
const name = text(256).nullable().optional()
const metadata = z.record(z.string(), z.unknown()).optional()
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
const page = { limit: whole(1, 100).default(10), offset: whole(0, 10_000_000).default(0) }

const userFilters = {
  email_address: list(1024),
  phone_number: list(64),
  username: list(256),
  user_id: list(64),
  external_id: list(256),
  query: text(256).optional(),
}
export const countUsersInput = z.object(userFilters)
export const listUsersInput = z.object({
  ...userFilters,
  ...page,
  // An unescaped plus sign is a space by the time it is read.
  order_by: z.enum(['created_at', '+created_at', ' created_at', '-created_at']).default('-created_at'),
})

const userFields = {
  username: name,
  first_name: name,
  last_name: name,
  external_id: text(256).min(1).nullable().optional(),
  password: secret.optional(),
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
})
export const createPhoneInput = z.object({
  user_id: id,
  phone_number: text(64),
  verified: z.boolean().optional(),
  primary: z.boolean().optional(),
  reserved_for_second_factor: z.boolean().optional(),
})
export const changeUserInput = z.object({ ...userFields, primary_email_address_id: id.optional() })
export const metadataInput = z.object(metadataFields)
export const passwordInput = z.object({ password: secret })
export const codeInput = z.object({ code: secret })

export const listSessionsInput = z.object({
  ...page,
  user_id: id.optional(),
  client_id: id.optional(),
  status: z.enum(['active', 'pending', 'ended', 'removed', 'expired', 'revoked', 'replaced']).optional(),
  paginated: z.enum(['true', 'false']).default('false'),
})

export const patchInput = z.record(z.string(), z.unknown())
