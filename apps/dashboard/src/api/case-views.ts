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

export interface CodeWish {
  purpose: string
  minutes: number
  uses: number
}
