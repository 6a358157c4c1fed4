import { z } from 'zod'
import { milliseconds } from '../http/milliseconds.ts'

const whole = (most: number, usual: number) =>
  z
    .string()
    .regex(/^\d{1,6}$/)
    .transform(Number)
    .pipe(z.number().min(1).max(most))
    .default(usual)
const id = z.string().max(64)
const ruleId = z.string().max(40).optional()
const strong = z.enum(['totp', 'phone_code', 'passkey'])
const patch = z.record(z.string(), z.unknown())

export const receiptsInput = z.object({
  limit: whole(100, 10),
  offset: z
    .string()
    .regex(/^\d{1,6}$/)
    .transform(Number)
    .default(0),
})
const boardFilter = { rule: ruleId, state: z.enum(['enrolled', 'pending', 'overdue']).optional(), after: id.optional() }
export const boardUsersInput = z.object({ ...boardFilter, limit: whole(500, 100) })
export const boardFileInput = z.object({ ...boardFilter, limit: whole(20_000, 20_000) })
export const reminderInput = z.object({
  to: z.enum(['pending', 'overdue', 'one_loss']),
  rule: ruleId,
  after: id.optional(),
})
export const dryRunsInput = z.object({ rule: ruleId })

/** Either a user, or facts of nobody in particular. */
export const simulateInput = z.object({
  user_id: id.optional(),
  facts: z
    .object({
      public_metadata: patch.default({}),
      email_addresses: z.array(z.string().max(320)).max(10).default([]),
      factors: z.array(strong).max(3).default([]),
    })
    .optional(),
  /** Milliseconds since 1970. */
  at: milliseconds.max(32_503_680_000_000).optional(),
  /** A draft, laid over the settings as a PATCH would be. */
  settings: patch.optional(),
})
