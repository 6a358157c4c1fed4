/** One entry of the audit log. */
export interface AuditLogView {
  object: 'audit_log'
  id: string
  /** What happened, as `sign_in.completed`. */
  event: string
  /** Who did it: a user, an operator, `backend` for the app's own server, `machine` for this one. */
  actor_id: string | null
  /** Whom it happened to. */
  user_id: string | null
  ip: string | null
  user_agent: string | null
  request_id: string | null
  details: Record<string, unknown>
  created_at: number
}

export interface AuditLogsView {
  data: AuditLogView[]
  /** For `before`, to get the next page; null when there is none. */
  next: string | null
}
