export interface ChangeView {
  /** Name of the notice that told of it: `password_changed`, `factor_added`, … */
  change: string
  changed_at: number
}

/** What a “this wasn’t me” link would take back. */
export interface UndoPreviewView extends ChangeView {
  object: 'undo_preview'
  /** Where the change was made, as far as the browser told; both null when the application's server made it. */
  browser_name: string | null
  device_type: string | null
  /** Are taken back as well. */
  later_changes: ChangeView[]
  /** Stay, unless the link in their own mail is used. */
  earlier_changes: ChangeView[]
  expires_at: number
}

export interface UndoView {
  object: 'undo'
  /** The account has a password, which opens nothing any more. */
  needs_new_password: boolean
  changes_locked_until: number
}
