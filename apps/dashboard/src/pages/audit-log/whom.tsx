import { Link } from '@tanstack/react-router'
import type { AuditEntry } from '../../api/audit-views.ts'

/** Whose event it is. The server log and deleted users have no page to link to; the log keeps the ID of a deleted user. */
export function Whom({ instanceId, entry }: { instanceId: string | null; entry: AuditEntry }) {
  const { user_id: userId, user_name: name } = entry
  if (userId === null) return 'None'
  if (name === null) return <code>{userId}</code>
  if (instanceId === null) return <bdi>{name}</bdi>
  return (
    <Link to="/instances/$instanceId/users/$userId" params={{ instanceId, userId }} data-slot="link">
      <bdi>{name}</bdi>
    </Link>
  )
}
