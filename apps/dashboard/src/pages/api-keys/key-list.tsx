import { Badge, Banner, Button, List, ListItem, Row } from '@countersign/ui'
import type { SecretKey } from '../../api/views.ts'
import { accessOf, makerOf } from './key-access.ts'

export interface KeyListProps {
  keys: readonly SecretKey[]
  onRoll: (key: SecretKey) => void
  onRevoke: (key: SecretKey) => void
}

export function KeyList({ keys, onRoll, onRevoke }: KeyListProps) {
  if (keys.length === 0) return <Banner>There is no secret key yet. Create one to call the Backend API.</Banner>
  return (
    <List label="Secret keys">
      {keys.map((key) => (
        <ListItem
          key={key.id}
          title={
            <>
              <span>{key.name}</span> <code data-slot="key-hint">…{key.hint}</code>{' '}
              {key.expires_at !== null && key.expires_at <= Date.now() ? <Badge tone="warn">Expired</Badge> : null}
            </>
          }
          detail={
            <>
              {accessOf(key)}
              {key.expires_at === null ? null : (
                <>
                  {' · '}expires <Day at={key.expires_at} />
                </>
              )}
              {' · '}created {makerOf(key)} <Day at={key.created_at} />
              {' · '}
              {key.last_used_at === null ? (
                'never used'
              ) : (
                <>
                  last used <Day at={key.last_used_at} />
                </>
              )}
            </>
          }
          actions={
            <Row>
              <Button small aria-label={`Revoke ${key.name}, which ends in ${key.hint}`} onClick={() => onRevoke(key)}>
                Revoke
              </Button>
              <Button small aria-label={`Roll ${key.name}, which ends in ${key.hint}`} onClick={() => onRoll(key)}>
                Roll
              </Button>
            </Row>
          }
        />
      ))}
    </List>
  )
}

const format = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'short' })

function Day({ at }: { at: number }) {
  return <time dateTime={new Date(at).toISOString()}>{format.format(at)}</time>
}
