import { actionName } from '@countersign/contract/settings'
import { z } from 'zod'
import { longestCredential } from '../factors/passkey/passkey.json.ts'
import { stepUpData } from '../flows/step-up/step-up.data.ts'

/** What the Frontend API reads. Everything else a request carries is ignored, never bound (R49). Forms carry text only. */
const text = (longest: number) => z.string().max(longest)
/** Longer than any password that is accepted, so that too long a one is told by name. */
const secret = text(4096)
/** Whole messages are pasted. */
const code = text(4096)
const credential = text(longestCredential)
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')])

const metadata = z.union([
  z.record(z.string(), z.unknown()),
  // Forms carry null as an empty text.
  text(8192).transform((value, context): Record<string, unknown> | null => {
    if (value === '') return null
    const parsed = readObject(value)
    if (parsed) return parsed
    context.addIssue({ code: 'custom', message: 'not a JSON object' })
    return z.NEVER
  }),
])

function readObject(value: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(value)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? (parsed as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}

const firstStrategy = z.enum([
  'password',
  'email_code',
  'phone_code',
  'reset_password_email_code',
  'reset_password_phone_code',
  'ticket',
  'passkey',
])
const secondStrategy = z.enum(['totp', 'phone_code', 'backup_code', 'passkey'])
/** A code by mail follows a password where the browser is to become known; it proves nothing again. */
const secondStep = z.enum([...secondStrategy.options, 'email_code'])

export const startSignInInput = z.object({
  identifier: text(1024).optional(),
  password: secret.optional(),
  strategy: firstStrategy.optional(),
  ticket: text(256).optional(),
})
export const prepareFirstInput = z.object({
  strategy: firstStrategy,
  email_address_id: text(64).optional(),
  phone_number_id: text(64).optional(),
})
export const attemptFirstInput = z.object({
  strategy: firstStrategy.exclude(['ticket']).default('password'),
  password: secret.optional(),
  code: code.optional(),
  public_key_credential: credential.optional(),
})
export const undoInput = z.object({ token: text(256) })
export const resetPasswordInput = z.object({ password: secret })
export const prepareSecondInput = z.object({ strategy: secondStrategy, phone_number_id: text(64).optional() })
const secondProof = { code: code.optional(), public_key_credential: credential.optional() }
export const attemptSecondInput = z.object({ strategy: secondStrategy, ...secondProof })
export const prepareSecondStepInput = z.object({
  strategy: secondStep,
  email_address_id: text(64).optional(),
  phone_number_id: text(64).optional(),
})
export const attemptSecondStepInput = z.object({
  strategy: secondStep,
  ...secondProof,
  remember_device: flag.optional(),
})

const signUpFields = {
  email_address: text(1024).optional(),
  phone_number: text(1024).optional(),
  password: secret.optional(),
  username: text(256).optional(),
  first_name: text(256).optional(),
  last_name: text(256).optional(),
  unsafe_metadata: metadata.optional(),
  locale: text(35).optional(),
}
/** Every other strategy begins with fields alone, so it is ignored as any unknown field is. */
export const startSignUpInput = z.object({
  ...signUpFields,
  strategy: text(64).optional(),
  ticket: text(256).optional(),
})
export const signUpInput = z.object(signUpFields)
const verifyStrategy = z.enum(['email_code', 'phone_code']).default('email_code')
export const prepareSignUpInput = z.object({ strategy: verifyStrategy })
export const attemptSignUpInput = z.object({ strategy: verifyStrategy, code })
export const prepareEmailInput = z.object({ strategy: z.literal('email_code').default('email_code') })
export const phoneInput = z.object({ phone_number: text(1024) })
export const phoneChangeInput = z.object({
  reserved_for_second_factor: flag.optional(),
  default_second_factor: flag.optional(),
})
export const preparePhoneInput = z.object({ strategy: z.literal('phone_code').default('phone_code') })
export const codeInput = z.object({ code })

const level = z.enum(['first_factor', 'second_factor', 'multi_factor'])
export const levelInput = z.object({
  level: level.default('first_factor'),
  // Browsers of the protocol send none, and ask everybody for the second factor.
  downgrade: flag.default(true),
  step_up_id: text(64).optional(),
})
export const stepUpInput = z.object({
  action: actionName,
  // A form carries it as JSON text.
  data: z.union([stepUpData, text(16_384).transform(readObject).pipe(stepUpData)]),
  level: level.default('first_factor'),
})

export const profileInput = z.object({
  first_name: text(256).optional(),
  last_name: text(256).optional(),
  username: text(256).optional(),
  primary_email_address_id: text(64).optional(),
  unsafe_metadata: metadata.optional(),
})
export const metadataInput = z.object({ unsafe_metadata: metadata })
export const removePasswordInput = z.object({
  current_password: secret.optional(),
  sign_out_of_other_sessions: flag.optional(),
})
export const passwordInput = removePasswordInput.extend({ new_password: secret })
export const emailInput = z.object({ email_address: text(1024) })

export const nudgeInput = z.object({ answer: z.enum(['later', 'never']) })
export const newAppInput = z.object({ name: text(256).optional() })
export const appNameInput = z.object({ name: text(256) })

export const newPasskeyInput = z.object({ public_key_credential: credential.optional() })
export const passkeyNameInput = z.object({ name: text(256) })

export const redirectInput = z.object({ redirect_url: text(8192) })
/** SDKs that know the nonce ask for it; others read the signed form. */
export const handshakeInput = redirectInput.extend({ format: z.enum(['nonce', 'token']).catch('token') })
