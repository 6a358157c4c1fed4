import { Badge, ListItem } from '@countersign/ui'
import type { ReactNode } from 'react'
import type { Administrator } from '../../api/administrator-api.ts'
import { Moment } from '../../sms/moment.tsx'
import { adderOf, invitationEnd, nameOf } from './administrator-words.ts'

export interface AdministratorItemProps {
  one: Administrator
  /** To name who added them. */
  all: readonly Administrator[]
  isOwn: boolean
  actions: ReactNode
}

export function AdministratorItem({ one, all, isOwn, actions }: AdministratorItemProps) {
  const ends = invitationEnd(one)
  return (
    <ListItem
      title={
        <span data-slot="administrator-title">
          <bdi>{nameOf(one)}</bdi>
          {isOwn ? <Badge>You</Badge> : null}
          <StateBadge one={one} isExpired={ends !== null && ends <= Date.now()} />
          {one.state === 'active' ? <Badge tone="success">Second factor</Badge> : null}
        </span>
      }
      detail={
        <>
          {one.last_sign_in_at === null ? (
            'Never signed in'
          ) : (
            <>
              Last signed in on <Moment at={one.last_sign_in_at} />
            </>
          )}
          {one.added_at === null ? null : (
            <>
              {` · ${one.state === 'invited' ? 'invited' : 'added'} ${adderOf(one, all)} on `}
              <Moment at={one.added_at} />
            </>
          )}
          {ends !== null && ends > Date.now() ? (
            <>
              {' · invitation expires on '}
              <Moment at={ends} />
            </>
          ) : null}
          {one.removed_at === null ? null : (
            <>
              {' · removed on '}
              <Moment at={one.removed_at} />
            </>
          )}
        </>
      }
      actions={actions}
    />
  )
}

function StateBadge({ one: { state }, isExpired }: { one: Administrator; isExpired: boolean }) {
  if (state === 'invited')
    return (
      <>
        <Badge tone="warn">{isExpired ? 'Invitation expired' : 'Invited'}</Badge>
        <Badge>No second factor</Badge>
      </>
    )
  if (state === 'removed') return <Badge>Removed</Badge>
  return state === 'unrecorded' ? <Badge tone="warn">No access</Badge> : null
}
