import type { SecondStrategy } from './factor-views.ts'

/** Getting back in without the second factor, as the person at the sign-in sees it. */
export interface RecoveryStepView {
  object: 'recovery_step'
  /** `code_sent`: prove the mailbox · `waiting`: come back at `ready_at` · `open`: the session to set up a new second factor is open. */
  status: 'code_sent' | 'waiting' | 'open'
  /** Where the code went, masked. */
  safe_identifier: string | null
  wait_hours: number
  ready_at: number | null
  /** After this it is too late, and a recovery starts over. */
  expires_at: number | null
}

/** A recovery that is running: who can stop it learns where it was started. */
export interface RecoveryView {
  object: 'recovery'
  id: string
  /** `user`: with the first factor and the mailbox · `operator`: by the people who run the app. */
  started_by: 'user' | 'operator'
  status: 'waiting' | 'ready'
  browser_name: string | null
  device_type: string | null
  ip: string | null
  started_at: number
  ready_at: number
  expires_at: number
}

export interface CancelledRecoveryView {
  object: 'cancelled_recovery'
  cancelled: true
}

/** What can be lost at one moment: the phone, one passkey, the list of backup codes. */
export interface LossView {
  lost: 'phone' | 'passkey' | 'backup_codes'
  /** Of the passkey. */
  id: string | null
  /** What is left for the second step. */
  left: SecondStrategy[]
  is_locked_out: boolean
}

/** What is left if something is lost. */
export interface RecoveryOutlookView {
  object: 'recovery_outlook'
  user_id: string
  /** How many things stand between the user and being locked out; 0 where no second factor is asked for. */
  score: number
  is_one_loss_from_lockout: boolean
  losses: LossView[]
  /** Whether waiting and the mailbox would let the user in again. */
  can_recover_by_mail: boolean
}

export interface BackupCodesStateView {
  object: 'backup_codes_state'
  left: number
  made_at: number
  last_used_at: number | null
  last_used_browser: string | null
  last_used_device: string | null
  last_used_ip: string | null
  /** When the user last showed that they still have them. */
  proved_at: number | null
  /** It is a year since they were made, used or shown: time to ask whether they are still there. */
  is_check_due: boolean
}

/** Everything the account page says about getting back in. */
export interface AccountRecoveryView {
  object: 'account_recovery'
  recovery: RecoveryView | null
  backup_codes: BackupCodesStateView | null
  outlook: RecoveryOutlookView
}

export interface MfaResetView {
  object: 'mfa_reset'
  id: string
  user_id: string
  reason: string
  status: 'waiting_for_approval' | 'approved' | 'refused' | 'expired'
  /** Of an operator; `backend` for the secret key. */
  asked_by: string
  decided_by: string | null
  asked_at: number
  decided_at: number | null
  expires_at: number
}

export interface HelpDeskCodeView {
  object: 'help_desk_code'
  id: string
  user_id: string
  purpose: string
  /** This once. */
  code: string | null
  uses_left: number
  made_by: string
  created_at: number
  expires_at: number
  last_used_at: number | null
  revoked_at: number | null
}
