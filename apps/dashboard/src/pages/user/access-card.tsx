import { Button, Card, Row } from '@countersign/ui'
import type { UserDetails } from '../../api/user-views.ts'
import type { Ask } from './ask.ts'

export interface AccessCardProps {
  details: UserDetails
  onAsk: (ask: Ask) => void
}

/** Keeping somebody out, from a quarter of an hour to for ever. */
export function AccessCard({ details: { user }, onAsk }: AccessCardProps) {
  return (
    <Card title="Access">
      <Row>
        {user.locked ? null : <Button onClick={() => onAsk({ what: 'lock' })}>Lock</Button>}
        {user.banned ? null : <Button onClick={() => onAsk({ what: 'ban' })}>Ban</Button>}
        <Button variant="danger" onClick={() => onAsk({ what: 'delete' })}>
          Delete user
        </Button>
      </Row>
    </Card>
  )
}
