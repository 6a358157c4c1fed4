import { AppError } from '@countersign/contract'
import { z } from 'zod'

/** Longer than any answer of an authenticator, and short enough to be parsed for everybody who asks (R39). */
export const longestCredential = 65_536

const base64url = z.string().regex(/^[\w-]+$/)
const common = { id: base64url.max(1400), rawId: base64url.max(1400), type: z.literal('public-key') }

const clientData = z.object({
  type: z.string(),
  challenge: z.string(),
  origin: z.string().max(255),
  // A frame of somebody else's page must not use a passkey of ours (R34).
  crossOrigin: z.literal(false).optional(),
  topOrigin: z.undefined().optional(),
})
const clientDataJSON = base64url.transform((text, context) => {
  const read = clientData.safeParse(parse(Buffer.from(text, 'base64url').toString()))
  if (read.success) return { text, ...read.data }
  context.addIssue({ code: 'custom', message: 'not the data of a client' })
  return z.NEVER
})

const assertion = z.object({
  ...common,
  response: z.object({
    clientDataJSON,
    authenticatorData: base64url,
    signature: base64url,
    // The SDKs send null, nothing or an empty text where the authenticator told none.
    userHandle: z.string().max(128).nullish(),
  }),
})
const attestation = z.object({
  ...common,
  response: z.object({
    clientDataJSON,
    attestationObject: base64url,
    transports: z.array(z.string().max(32)).max(8).catch([]).default([]),
  }),
})

export type Assertion = z.infer<typeof assertion>
export type Attestation = z.infer<typeof attestation>

/** What a passkey signed, or the error for what cannot be that at all, which is no guess (R9). */
export function readAssertion(input: string | undefined): Assertion {
  return read(assertion, input)
}

/** What an authenticator made. */
export function readAttestation(input: string | undefined): Attestation {
  return read(attestation, input)
}

function read<Shape extends z.ZodType<{ id: string; rawId: string }>>(
  shape: Shape,
  input: string | undefined,
): z.infer<Shape> {
  const param_name = 'public_key_credential'
  if (!input) throw new AppError('form_param_missing', { param_name })
  const result = shape.safeParse(input.length > longestCredential ? null : parse(input))
  if (!result.success || result.data.id !== result.data.rawId)
    throw new AppError('form_param_format_invalid', { param_name })
  return result.data
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
