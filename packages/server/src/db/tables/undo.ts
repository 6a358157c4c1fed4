/** An account as it was before a change, or before an undo: what it takes to put it back. */
export interface FactorSnapshotTable {
  id: string
  instance_id: string
  user_id: string
  /** Counts the user's changes; two that did not see each other share one. */
  number: number
  /** Name of the notice that told of the change. */
  change: string
  /** Of the browser that made the change; null when an app's server did. */
  user_agent: string | null
  /** JSON of `Kept`. */
  content_sealed: string
  taken_at: number
  expires_at: number
}

/** “This wasn’t me” in the mail about one change to one address. */
export interface UndoLinkTable {
  id: string
  instance_id: string
  user_id: string
  snapshot_id: string
  token_hash: string
  created_at: number
  expires_at: number
  /** Used, or void because what it undoes is undone. */
  used_at: number | null
}
