import type { AuditLogView } from '@countersign/contract'
import type { AuditRow } from './chain.store.ts'

export function auditView(row: AuditRow): AuditLogView {
  return {
    object: 'audit_log',
    id: row.id,
    event: row.event,
    actor_id: row.actor_id,
    user_id: row.user_id,
    ip: row.ip,
    user_agent: row.user_agent,
    request_id: row.request_id,
    details: JSON.parse(row.details),
    created_at: row.at,
  }
}
