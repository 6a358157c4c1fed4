import type { MfaResetView } from '@countersign/contract'

/** A reset of a second factor, with the names of everybody in it. */
export interface ResetCase extends MfaResetView {
  user_name: string
  /** Null is the application's server. */
  asked_by_name: string | null
  decided_by_name: string | null
  /** Asked for by whoever looks: somebody else has to approve it. */
  is_own: boolean
}

/** What one administrator asked for and another one decides. */
export interface Approval {
  object: 'approval'
  id: string
  effect:
    | 'remove_factor'
    | 'help_desk_code'
    | 'delete_user'
    | 'lift_changes_lock'
    | 'take_back_undo'
    | 'weaken_settings'
  user_id: string | null
  wish: Record<string, unknown>
  reason: string
  status: MfaResetView['status']
  asked_by: string
  asked_at: number
  decided_by: string | null
  decided_at: number | null
  expires_at: number
}

export interface ApprovalCase extends Approval {
  user_name: string | null
  asked_by_name: string
  decided_by_name: string | null
  is_own: boolean
}

/** The answer to a change that takes a second administrator. */
export function isApproval(answer: object | null): answer is Approval {
  return answer !== null && 'object' in answer && answer.object === 'approval'
}

export const approvalToast = 'Waiting for another administrator, under Recovery cases'

export interface CodeWish {
  purpose: string
  minutes: number
  uses: number
}
