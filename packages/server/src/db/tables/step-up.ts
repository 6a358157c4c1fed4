/** One action that a session's user approves, and the token that stands for it until the app's server redeems it. */
export interface StepUpTable {
  id: string
  instance_id: string
  session_id: string
  user_id: string
  /** The user's epoch when it was asked for; void in a later one. */
  epoch: number
  action: string
  /** SHA-256 of the canonical JSON of what is approved. The data itself is shown and not kept. */
  data_hash: string
  level: 'first_factor' | 'second_factor' | 'multi_factor'
  /** How it was approved. */
  first_strategy: string | null
  second_strategy: string | null
  approved_at: number | null
  token_hash: string | null
  redeemed_at: number | null
  /** Presented for something else than what was approved. */
  burnt_at: number | null
  created_at: number
  /** To be approved by then; after that, to be redeemed by then. */
  expires_at: number
}
