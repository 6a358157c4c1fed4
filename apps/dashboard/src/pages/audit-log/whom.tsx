import { Link } from '@tanstack/react-router'
import type { AuditEntry } from '../../api/audit-views.ts'

/** To whom it happened. Who is gone has no page any more, and no name: the log keeps the id. */
export function Whom({ instanceId, entry }: { instanceId: string; entry: AuditEntry }) {
  const { user_id: userId, user_name: name } = entry
  if (userId === null) return 'Nobody'
  if (name === null) return <code>{userId}</code>
  return (
    <Link to="/instances/$instanceId/users/$userId" params={{ instanceId, userId }} data-slot="link">
      <bdi>{name}</bdi>
    </Link>
  )
}
