import type { BoardUserView } from '@countersign/contract'
import { Badge } from '@countersign/ui'
import { Link } from '@tanstack/react-router'
import { leftWords, stateTones, stateWords } from './state-words.ts'

export interface BoardUserProps {
  instanceId: string
  user: BoardUserView
  ruleName: string
}

export function BoardUser({ instanceId, user, ruleName }: BoardUserProps) {
  return (
    <li data-slot="board-user">
      <Link to="/instances/$instanceId/users/$userId" params={{ instanceId, userId: user.user_id }}>
        <span data-slot="board-words">
          <bdi data-slot="list-title">{user.email_address ?? user.user_id}</bdi>
          <span data-slot="list-detail">{[ruleName, ...leftWords(user)].join(' · ')}</span>
        </span>
        <Badge tone={stateTones[user.state]}>{stateWords[user.state]}</Badge>
      </Link>
    </li>
  )
}
