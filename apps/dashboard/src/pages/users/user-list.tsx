import { Badge, List } from '@countersign/ui'
import { Link } from '@tanstack/react-router'
import type { UserLine } from '../../api/user-views.ts'
import { Moment } from '../../sms/moment.tsx'
import { factorWords } from './factor-words.ts'

export interface UserListProps {
  instanceId: string
  users: readonly UserLine[]
}

export function UserList({ instanceId, users }: UserListProps) {
  return (
    <List label="Users">
      {users.map((user) => (
        <li key={user.id} data-slot="user-item">
          <Link
            to="/instances/$instanceId/users/$userId"
            params={{ instanceId, userId: user.id }}
            data-slot="user-link"
          >
            <span data-slot="user-words">
              <bdi data-slot="user-name">{user.name ?? user.identifier}</bdi>
              <span data-slot="list-detail">
                {user.name ? <bdi>{user.identifier}</bdi> : null}
                {user.name ? ' · ' : ''}
                {user.last_sign_in_at === null ? (
                  'Never signed in'
                ) : (
                  <>
                    Signed in <Moment at={user.last_sign_in_at} />
                  </>
                )}
              </span>
            </span>
            <Badges user={user} />
          </Link>
        </li>
      ))}
    </List>
  )
}

function Badges({ user }: { user: UserLine }) {
  return (
    <span data-slot="user-badges">
      {user.is_banned ? <Badge tone="warn">Banned</Badge> : null}
      {user.is_locked ? <Badge tone="warn">Locked</Badge> : null}
      {user.factors.map((kind) => (
        <Badge key={kind} tone={user.has_second_factor ? 'success' : 'neutral'}>
          {factorWords[kind]}
        </Badge>
      ))}
      {user.factors.length === 0 ? <Badge>No second factor</Badge> : null}
    </span>
  )
}
