import { z } from 'zod'
import { page } from './inputs.ts'

const text = (longest: number) => z.string().max(longest)
const flag = (byDefault: boolean) =>
  z
    .boolean()
    .nullish()
    .transform((value) => value ?? byDefault)

export const invitationInput = z.object({
  email_address: text(1024),
  public_metadata: z.record(z.string(), z.unknown()).nullish(),
  redirect_url: text(2048).nullish(),
  notify: flag(true),
  ignore_existing: flag(false),
  expires_in_days: z
    .number()
    .int()
    .min(1)
    .max(365)
    .nullish()
    .transform((days) => days ?? 30),
})
export const invitationsInput = z.object({ list: z.array(invitationInput).min(1).max(10) })

export const invitationOrders = ['created_at', 'email_address', 'expires_at'] as const
export const listInvitationsInput = z.object({
  ...page,
  status: z.enum(['pending', 'accepted', 'revoked', 'expired']).optional(),
  query: text(256).optional(),
  order_by: z
    .string()
    .default('-created_at')
    // An unescaped plus sign is a space by the time it is read.
    .transform((value) => ({ isDescending: value.startsWith('-'), by: value.replace(/^[+ -]/, '') }))
    .pipe(z.object({ isDescending: z.boolean(), by: z.enum(invitationOrders) })),
  paginated: z.enum(['true', 'false']).default('false'),
})
