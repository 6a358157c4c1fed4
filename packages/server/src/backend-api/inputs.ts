import { z } from 'zod'

const text = (longest: number) => z.string().max(longest)
const metadata = z.record(z.string(), z.unknown())

export const userInput = z.object({
  email_address: z.array(text(1024)).max(10).optional(),
  username: text(256).nullable().optional(),
  first_name: text(256).nullable().optional(),
  last_name: text(256).nullable().optional(),
  external_id: text(256).nullable().optional(),
  password: text(4096).optional(),
  skip_password_checks: z.boolean().optional(),
  skip_password_requirement: z.boolean().optional(),
  totp_secret: text(256).optional(),
  backup_codes: z.array(text(64)).max(50).optional(),
  public_metadata: metadata.optional(),
  private_metadata: metadata.optional(),
  unsafe_metadata: metadata.optional(),
  primary_email_address_id: text(64).optional(),
})
export const metadataInput = userInput.pick({ public_metadata: true, private_metadata: true, unsafe_metadata: true })

/** A query field that may come once or, as `name[]`, several times. */
const several = z.union([text(320).transform((value) => [value]), z.array(text(320)).max(100)])
const number = (most: number, fallback: number) => z.coerce.number().int().min(0).max(most).default(fallback)

export const listUsersInput = z.object({
  email_address: several.optional(),
  username: several.optional(),
  user_id: several.optional(),
  external_id: several.optional(),
  query: text(320).optional(),
  limit: number(500, 10),
  offset: number(1_000_000, 0),
  order_by: text(32).default('-created_at'),
})
export const listSessionsInput = z.object({
  user_id: text(64).optional(),
  client_id: text(64).optional(),
  status: z.enum(['active', 'ended', 'removed', 'expired', 'revoked', 'replaced']).optional(),
  paginated: text(5).optional(),
  limit: number(500, 10),
  offset: number(1_000_000, 0),
})
export const passwordInput = z.object({ password: text(4096) })
export const codeInput = z.object({ code: text(256) })
export const patchInput = z.record(z.string(), z.unknown())
