import { Badge, Button, List, ListItem, Row, VisuallyHidden } from '@countersign/ui'
import { Link } from '@tanstack/react-router'
import type { ResetCase } from '../../api/case-views.ts'
import { Moment } from '../../sms/moment.tsx'
import type { Verdict } from './case-question.tsx'

export interface CaseListProps {
  label: string
  instanceId: string
  cases: readonly ResetCase[]
  onDecide?: (about: ResetCase, verdict: Verdict) => void
}

export function CaseList({ label, instanceId, cases, onDecide }: CaseListProps) {
  return (
    <List label={label}>
      {cases.map((one) => (
        <ListItem
          key={one.id}
          title={
            <>
              <Link
                to="/instances/$instanceId/users/$userId"
                params={{ instanceId, userId: one.user_id }}
                data-slot="link"
              >
                <bdi>{one.user_name}</bdi>
              </Link>{' '}
              <CaseBadge status={one.status} />
            </>
          }
          detail={
            <>
              Asked by {one.asked_by_name ?? server} <Moment at={one.asked_at} />
              <Outcome {...one} />
            </>
          }
          actions={onDecide ? <Decisions about={one} onDecide={onDecide} /> : null}
        >
          <div data-slot="case-reason">{one.reason}</div>
        </ListItem>
      ))}
    </List>
  )
}

const server = 'the application’s server'

function CaseBadge({ status }: Pick<ResetCase, 'status'>) {
  if (status === 'approved') return <Badge tone="success">Approved</Badge>
  if (status === 'waiting_for_approval') return <Badge tone="warn">Waiting</Badge>
  return <Badge>{status === 'refused' ? 'Refused' : 'Ran out'}</Badge>
}

function Outcome({ status, asked_by, decided_by, decided_by_name, decided_at, expires_at }: ResetCase) {
  if (status === 'waiting_for_approval')
    return (
      <>
        {' '}
        · until <Moment at={expires_at} />
      </>
    )
  if (decided_at === null || (status === 'approved' && decided_by === asked_by)) return null
  const words = decided_by === asked_by ? 'taken back' : `${status} by ${decided_by_name ?? server}`
  return (
    <>
      {' '}
      · {words} <Moment at={decided_at} />
    </>
  )
}

function Decisions({ about, onDecide }: { about: ResetCase; onDecide: NonNullable<CaseListProps['onDecide']> }) {
  const of = <VisuallyHidden>the reset of {about.user_name}</VisuallyHidden>
  if (about.is_own)
    return (
      <Button small onClick={() => onDecide(about, 'take_back')}>
        Take back {of}
      </Button>
    )
  return (
    <Row>
      <Button small onClick={() => onDecide(about, 'refuse')}>
        Refuse {of}
      </Button>
      <Button small variant="primary" onClick={() => onDecide(about, 'approve')}>
        Approve {of}
      </Button>
    </Row>
  )
}
