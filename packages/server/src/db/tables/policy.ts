import type { MfaReceiptView, ReasonKind, RuleOutcome } from '@countersign/contract'

/** What a rule gave a user when it first met them; one for each user and rule, never given again. */
export interface MfaGraceTable {
  id: string
  instance_id: string
  user_id: string
  rule_id: string
  noticed_at: number
  /** Null where skips are counted. */
  until: number | null
  skips_left: number | null
  skips_used: number
  /** When a sign-in first found it over. */
  overdue_at: number | null
}

/** Why somebody was asked, let in or refused at a time. */
export interface MfaReceiptTable {
  id: string
  instance_id: string
  user_id: string
  moment: MfaReceiptView['moment']
  reason: ReasonKind
  outcome: string
  rule_id: string | null
  rule_name: string | null
  /** JSON. */
  inputs: string
  sign_in_id: string | null
  session_id: string | null
  at: number
}

/** What a rule on trial would have done to a user on a day (UTC). */
export interface MfaDryRunTable {
  id: string
  instance_id: string
  user_id: string
  rule_id: string
  /** Days since 1970. */
  day: number
  outcome: RuleOutcome
  times: number
}

/** Settings as they were before a change, for a day. */
export interface SettingsChangeTable {
  id: string
  instance_id: string
  /** The version that the change made. */
  version: number
  settings_before: string
  changes: string
  actor_id: string | null
  at: number
}
