import type { StrongFactor } from './factor-views.ts'

/** Why somebody was asked for something, or was not. Whoever adds a decision at the second step adds its kind here. */
export type ReasonKind =
  | 'second_factor_enrolled'
  | 'rule_requires'
  | 'rule_satisfied'
  | 'grace'
  | 'skipped'
  | 'grace_over'
  | 'no_rule'
  | 'trusted_browser'
  | 'action_approval'

/** How a rule stands to one user. `none` = no rule is meant for them. */
export type PolicyOutcome = 'none' | RuleOutcome
export type RuleOutcome = 'satisfied' | 'grace' | 'enrol' | 'refuse'

export interface RuleName {
  id: string
  name: string
}

/** What a session's user has yet to set up, or may put off. */
export interface MfaEnrolmentView {
  rule: RuleName
  /** Kinds that satisfy the rule. */
  factors: StrongFactor[]
  reason: ReasonKind
  /** When time is over; null where skips are counted, or there is no grace. */
  until: number | null
  skips_left: number | null
  /** "Not now" is an answer. */
  may_skip: boolean
  /** It was given in this session already. */
  is_skipped: boolean
}

/** Why a second step is asked for. */
export interface AskedBecauseView {
  reason: ReasonKind
  rule: RuleName | null
}

/** One decision, with everything that went into it. */
export interface MfaReceiptView {
  object: 'mfa_receipt'
  id: string
  user_id: string
  /** What was decided. */
  moment: 'second_step' | 'session' | 'skip' | 'step_up'
  reason: ReasonKind
  outcome: string
  rule: RuleName | null
  inputs: Record<string, unknown>
  /** The same in a sentence. */
  words: string
  sign_in_id: string | null
  session_id: string | null
  created_at: number
}

export interface RulePreviewView {
  rule: RuleName
  /** For whom this rule decides. */
  users: number
  enrolled: number
  must_enrol: number
  /** Of those who must enrol, who may still put it off. */
  in_grace: number
  /** Of those who must enrol, who cannot: refused, or without an address to be reached at. */
  locked_out: number
}

export interface SettingsPreviewView {
  /** Users who have set up a factor that the change switches off. */
  affected: Record<'totp' | 'phone_code' | 'backup_code' | 'passkey', number>
  /** Users who have set up a factor that the change switches on. */
  restored: Record<'totp' | 'phone_code' | 'backup_code' | 'passkey', number>
  /** Users whose sign-in asks for a second factor because of the change. */
  asked: number
  /** Users whom the change makes set up a second factor, at once or later. */
  must_enrol: number
  /** Users whom the change leaves outside, now. */
  locked_out: number
  /** Of the dashboard’s own instance: whom the change concerns, the first hundred. */
  operators: string[]
  rules: RulePreviewView[]
}

export interface SettingsChangeView {
  object: 'settings_change'
  changed_at: number
  changed_by: string | null
  changes: Record<string, { from: unknown; to: unknown }>
  /** Until when it can be taken back. */
  undo_until: number
}

export type Asked = 'second_factor' | 'enrolment' | 'skip' | 'nothing' | 'refusal'

export interface SimulationView {
  object: 'policy_simulation'
  at: number
  outcome: PolicyOutcome
  reason: ReasonKind
  rule: RuleName | null
  /** What a sign-in asks for after the first factor. */
  asks: Asked[]
  second_factors: StrongFactor[]
  until: number | null
  skips_left: number | null
  words: string
  /** Each rule in order, and why it did or did not decide. */
  rules: { id: string; verdict: 'decides' | 'dry_run' | 'not_started' | 'not_meant' | 'behind' }[]
}

export type BoardState = 'enrolled' | 'pending' | 'overdue'

export interface PolicyBoardView {
  rules: { rule: RuleName; users: number; enrolled: number; pending: number; overdue: number; noticed: number }[]
}

export interface BoardUserView {
  user_id: string
  email_address: string | null
  rule_id: string
  state: BoardState
  noticed_at: number | null
  until: number | null
  skips_left: number | null
}

export interface BoardUsersView {
  data: BoardUserView[]
  /** Give it as `after` for what comes next; null at the end. */
  next: string | null
}

/** Whom operators can remind: users a rule waits for, those it waits for no longer, and those whose second factors are all in one thing. */
export type ReminderGroup = 'pending' | 'overdue' | 'one_loss'

/** What became of one request's share of the group; a user is reminded at most once in seven days. */
export interface RemindersView {
  object: 'reminders'
  sent: number
  /** Reminded within the last seven days. */
  reminded_lately: number
  /** Banned, or without a verified e-mail address: nobody is reminded by SMS. */
  unreachable: number
  /** Give it as `after` to go on; null at the end. */
  next: string | null
}

export interface DryRunView {
  days: { rule_id: string; day: string; outcome: RuleOutcome; users: number; times: number }[]
  users: { rule_id: string; user_id: string; outcome: RuleOutcome; day: string }[]
}
