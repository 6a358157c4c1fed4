/** Getting back in without the second factor. A user has one that is open at most; a unique index says so. */
export interface RecoveryTable {
  id: string
  instance_id: string
  user_id: string
  /** The user's epoch when it began: a security event voids it. */
  epoch: number
  started_by: 'user' | 'operator'
  /** Of the token in the mails that tell of it. */
  cancel_hash: string
  /** Of the browser that started it; null when an operator did. */
  user_agent: string | null
  ip: string | null
  started_at: number
  ready_at: number
  expires_at: number
  /** Claimed once: whoever ends it has cancelled it, replaced it or finished it. */
  ended_at: number | null
  ending: RecoveryEnding | null
}

export type RecoveryEnding = 'cancelled' | 'signed_in' | 'replaced' | 'void' | 'finished'

/** An operator wants a user to set up a new second factor. */
export interface MfaResetTable {
  id: string
  instance_id: string
  user_id: string
  reason: string
  /** An operator's id, or `backend`. */
  asked_by: string
  /** The administrator behind the request: the maker of the key, where a key asked. Null for the app's own server. */
  asked_for_by: string | null
  asked_at: number
  /** Until then somebody else must have approved it. */
  expires_at: number
  approved_at: number | null
  refused_at: number | null
  decided_by: string | null
}

/** A code that support gives to a user; it stands for the second factor at one sign-in. */
export interface HelpDeskCodeTable {
  id: string
  instance_id: string
  user_id: string
  epoch: number
  purpose: string
  code_hash: string
  uses_left: number
  made_by: string
  created_at: number
  expires_at: number
  last_used_at: number | null
  revoked_at: number | null
}

/** What one administrator asked for and another one has to approve. */
export interface ApprovalTable {
  id: string
  instance_id: string
  /** Null for settings, and once the user is deleted. */
  user_id: string | null
  effect: ApprovalEffect
  /** JSON of what was asked for, as the route took it. */
  wish: string
  reason: string
  asked_by: string
  asked_at: number
  expires_at: number
  approved_at: number | null
  refused_at: number | null
  decided_by: string | null
}

export type ApprovalEffect =
  | 'remove_factor'
  | 'help_desk_code'
  | 'delete_user'
  | 'lift_changes_lock'
  | 'take_back_undo'
  | 'weaken_settings'
