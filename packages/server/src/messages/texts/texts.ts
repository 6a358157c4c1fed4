export const codePurposes = [
  'sign_in',
  'reset_password',
  'sign_up',
  'email_address',
  'phone_number',
  'reverification',
  'second_factor',
] as const

export type CodePurpose = (typeof codePurposes)[number]

export const noticeNames = [
  'new_device',
  'second_factor_failed',
  'locked',
  'password_changed',
  'factor_added',
  'factor_removed',
  'second_factor_phone_added',
  'second_factor_phone_removed',
  'backup_codes_made',
  'backup_code_used',
  'backup_codes_low',
  'backup_codes_removed',
  'account_exists',
  'email_added',
  'email_removed',
  'phone_added',
  'phone_removed',
] as const

export type NoticeName = (typeof noticeNames)[number]

/** As many forms as the language has for a count (`Intl.PluralRules`). */
export type Counted = { other: string } & Partial<Record<'zero' | 'one' | 'two' | 'few' | 'many', string>>

/** Everything we write to people in one language. `{words}` in braces are filled in. */
export interface Texts {
  code: {
    subject: string
    title: Record<CodePurpose, string>
    /** Stands before the code. */
    use: Record<CodePurpose, string>
    /** Stands after it. */
    caution: string
    /** GSM-7 letters only where the language allows: one other letter halves what fits in an SMS. */
    sms: Record<CodePurpose, string>
  }
  notices: Record<NoticeName, { subject: string; what: string }>
  /** What to do about a notice, before a button. */
  endings: Record<'account' | 'undo' | 'signIn', { sentence: string; button: string }>
  /** A notice in one line, for a number: its subject, and what to do. */
  smsNotice: Record<'account' | 'signIn', string>
  details: {
    device: string
    unknownBrowser: string
    codesLeft: Counted
    fewCodesLeft: Counted
  }
  footer: string
}
