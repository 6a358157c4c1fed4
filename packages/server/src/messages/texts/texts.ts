export const codePurposes = [
  'sign_in',
  'reset_password',
  'sign_up',
  'email_address',
  'phone_number',
  'reverification',
  'second_factor',
  'recovery',
] as const

export type CodePurpose = (typeof codePurposes)[number]

/** Changes to how an account is entered: each is told with a link that takes it back. */
export const changeNames = [
  'password_changed',
  'factor_added',
  'factor_replaced',
  'factor_removed',
  'passkey_added',
  'passkey_removed',
  'second_factor_phone_added',
  'second_factor_phone_removed',
  'backup_codes_made',
  'backup_codes_removed',
  'email_added',
  'email_removed',
  'email_primary_changed',
  'phone_added',
  'phone_removed',
  'undo_reversed',
  'account_recovered',
] as const

/** What happened to an account, and changed nothing that could be taken back. */
export const newsNames = [
  'new_device',
  'impersonated',
  'second_factor_failed',
  'passkey_copied',
  'browser_trusted',
  'trusted_device_copied',
  'locked',
  'second_step_guessed',
  'factor_worn',
  'backup_code_used',
  'backup_codes_low',
  'account_exists',
  'account_undone',
  'recovery_started',
  'recovery_cancelled',
  'mfa_reset_started',
  'help_desk_code_made',
  'help_desk_code_used',
  'enrol_reminder',
  'one_loss_reminder',
] as const

export const noticeNames = [...changeNames, ...newsNames] as const

export type ChangeName = (typeof changeNames)[number]
export type NewsName = (typeof newsNames)[number]
export type NoticeName = ChangeName | NewsName

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
  /** An invitation to create an account. */
  invitation: { subject: string; what: string; use: string; button: string; footer: string }
  /** What to do about a notice, before a button. */
  endings: Record<'account' | 'undo' | 'signIn' | 'recovery', { sentence: string; button: string }>
  /** A notice in one line, for a number: its subject, and what to do. */
  smsNotice: Record<'account' | 'signIn', string>
  details: {
    device: string
    unknownBrowser: string
    codesLeft: Counted
    fewCodesLeft: Counted
    /** Two moments. */
    recovery: string
    /** One moment. */
    deadline: string
  }
  footer: string
}
