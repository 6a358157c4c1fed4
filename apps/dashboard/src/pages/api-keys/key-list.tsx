import { Banner, Button, List, ListItem } from '@countersign/ui'
import type { SecretKey } from '../../api/views.ts'

export interface KeyListProps {
  keys: readonly SecretKey[]
  onRoll: (key: SecretKey) => void
}

export function KeyList({ keys, onRoll }: KeyListProps) {
  if (keys.length === 0) return <Banner>There is no secret key yet. Create one to call the Backend API.</Banner>
  return (
    <List label="Secret keys">
      {keys.map((key) => (
        <ListItem
          key={key.id}
          title={
            <>
              <span>{key.name}</span> <code data-slot="key-hint">…{key.hint}</code>
            </>
          }
          detail={
            <>
              Created <Day at={key.created_at} />
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
            <Button small aria-label={`Roll ${key.name}, which ends in ${key.hint}`} onClick={() => onRoll(key)}>
              Roll
            </Button>
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
