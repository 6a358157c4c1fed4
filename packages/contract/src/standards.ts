/** A published bound on a number, in the number's own unit. */
export interface Standard {
  name: string
  least?: number
  most?: number
}

export type NumberUnit =
  | 'characters'
  | 'days'
  | 'hours'
  | 'minutes'
  | 'seconds'
  | 'steps'
  | 'tries'
  | 'codes'
  | 'bits'
  | 'each'
  | 'requests'

export interface MeasuredBy {
  unit: NumberUnit
  /** None, where no standard names a number. */
  standards: readonly Standard[]
}

const nist = 'NIST SP 800-63B-4'
const asvs = 'OWASP ASVS 5.0'

/** What the numbers an operator may choose are measured by. A number that is not here is measured by nothing. */
export const settingStandards: Readonly<Record<string, MeasuredBy>> = {
  'password.min_length': {
    unit: 'characters',
    standards: [
      { name: `${nist} §3.1.1.2, beside a second factor`, least: 8 },
      { name: `${nist} §3.1.1.2, a password alone`, least: 15 },
    ],
  },
  'trusted_devices.days': { unit: 'days', standards: [] },
  'reverification.minutes': { unit: 'minutes', standards: [] },
  'lockout.attempts': { unit: 'tries', standards: [{ name: `${nist} §3.2.2`, most: 100 }] },
  'lockout.minutes': { unit: 'minutes', standards: [] },
  'codes.sms_minutes': {
    unit: 'minutes',
    standards: [
      { name: `${nist} §3.1.3.2`, most: 10 },
      { name: `${asvs} 6.5.5`, most: 10 },
    ],
  },
  'codes.email_minutes': { unit: 'minutes', standards: [{ name: `${asvs} 6.5.5`, most: 10 }] },
  'codes.sms_resend_seconds': { unit: 'seconds', standards: [] },
  'codes.email_resend_seconds': { unit: 'seconds', standards: [] },
  'codes.attempts': { unit: 'tries', standards: [{ name: `${nist} §3.2.2`, most: 100 }] },
  'limits.sign_ins': { unit: 'requests', standards: [] },
  'limits.failures': { unit: 'tries', standards: [] },
  'limits.failed_accounts': { unit: 'each', standards: [] },
  'limits.failed_second_factors': { unit: 'tries', standards: [] },
  'limits.codes': { unit: 'codes', standards: [] },
  'limits.new_destinations': { unit: 'codes', standards: [] },
  'limits.wrong_codes': { unit: 'codes', standards: [] },
  'limits.account_changes': { unit: 'requests', standards: [] },
  'limits.tokens': { unit: 'requests', standards: [] },
  'recovery.wait_hours': { unit: 'hours', standards: [] },
  'audit.days': { unit: 'days', standards: [] },
  'sessions.max_days': {
    unit: 'days',
    standards: [
      { name: `${nist} §2.1.3 (AAL1)`, most: 30 },
      { name: `${nist} §2.2.3 (AAL2)`, most: 1 },
    ],
  },
  'sessions.idle_hours': { unit: 'hours', standards: [{ name: `${nist} §2.2.3 (AAL2)`, most: 1 }] },
  'sessions.token_seconds': { unit: 'seconds', standards: [] },
}

/** What the numbers that nobody may choose are measured by. */
export const fixedStandards = {
  totp_steps: {
    unit: 'steps',
    standards: [
      { name: 'RFC 6238 §5.2', most: 1 },
      { name: `${asvs} 6.5.5, read strictly`, most: 0 },
    ],
  },
  totp_secret: {
    unit: 'bits',
    standards: [
      { name: 'RFC 4226 §4 R6', least: 128 },
      { name: `${nist} §3.1.4.1`, least: 112 },
    ],
  },
  backup_codes: { unit: 'codes', standards: [] },
  backup_code: { unit: 'bits', standards: [{ name: `${nist} §4.2.1.1`, least: 64 }] },
  backup_tries: { unit: 'tries', standards: [] },
  sign_in: { unit: 'minutes', standards: [{ name: `${nist} §3.1.3.2`, most: 10 }] },
  enrolment: { unit: 'minutes', standards: [{ name: `${nist} §4.1.2.2`, most: 10 }] },
  passkey_challenge: { unit: 'minutes', standards: [{ name: 'WebAuthn Level 3 §15.1', least: 5, most: 10 }] },
  undo_link: { unit: 'hours', standards: [] },
  undo_kept: { unit: 'days', standards: [] },
  passkeys: { unit: 'each', standards: [] },
  phones: { unit: 'each', standards: [] },
  addresses: { unit: 'each', standards: [] },
} as const satisfies Readonly<Record<string, MeasuredBy>>

export type FixedNumber = keyof typeof fixedStandards

/** Whether a value is at least as strict as a standard asks. */
export function meets(value: number, { least, most }: Standard): boolean {
  return (least === undefined || value >= least) && (most === undefined || value <= most)
}
