import { z } from 'zod'

/** Who must have a second factor, which, and from when on. Rules are read in order; the first that is on and matches decides. */
const int = (min: number, max: number) => z.number().int().min(min).max(max)

const who = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('everyone') }),
  /** `value` is what public_metadata holds under `key`, or one entry of the list there. */
  z.strictObject({
    kind: z.literal('metadata'),
    key: z.string().regex(/^[\w-]{1,64}$/),
    value: z.union([z.string().max(256), z.number(), z.boolean()]),
  }),
  /** Of a verified address. */
  z.strictObject({
    kind: z.literal('email_domain'),
    domain: z.string().regex(/^(?=.{1,253}$)[a-z0-9-]+(?:\.[a-z0-9-]+)+$/),
  }),
])

const grace = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({ kind: z.literal('days'), days: int(1, 365) }),
  z.strictObject({ kind: z.literal('skips'), skips: int(1, 100) }),
])

export const mfaRuleSchema = z.strictObject({
  /** Stays with the rule whatever it is called: grace that a user was given is kept under it. */
  id: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/),
  name: z.string().trim().min(1).max(80),
  mode: z.enum(['on', 'dry_run']),
  who,
  factors: z
    .array(z.enum(['totp', 'phone_code', 'passkey']))
    .min(1)
    .max(3),
  /** Milliseconds since 1970; null = at once. */
  starts_at: int(0, 32_503_680_000_000).nullable(),
  grace,
  after: z.enum(['enrol', 'refuse']),
})

export type MfaRule = z.infer<typeof mfaRuleSchema>

export const mfaRules = z
  .array(mfaRuleSchema)
  .max(50)
  .describe(
    'Who must have which second factor, in order: `{id, name, mode, who, factors, starts_at, grace, after}`; see the guide to rollouts.',
  )
