import type { HelpDeskCodeView } from '@countersign/contract'
import { Badge, Button, List, ListItem, Row, Section, VisuallyHidden } from '@countersign/ui'
import { useApprovals } from '../../api/case-queries.ts'
import type { ApprovalCase } from '../../api/case-views.ts'
import { Loaded } from '../../api/loaded.tsx'
import { useOpened } from '../../shell/use-opened.ts'
import { Moment } from '../../sms/moment.tsx'
import { MadeCodeDialog } from '../user/made-code-dialog.tsx'
import { RequestQuestion, type RequestVerdict } from './request-question.tsx'
import { requestWords } from './request-words.ts'

type Opened =
  | { what: 'decide'; about: ApprovalCase; verdict: RequestVerdict }
  | { what: 'made'; code: HelpDeskCodeView }

/** Changes that one administrator asked for and another one decides (R79). Absent while there are none. */
export function RequestSection({ instanceId }: { instanceId: string }) {
  const query = useApprovals(instanceId)
  const { what: shown, number, isOpen, open, close, returnFocus } = useOpened<Opened>()
  const dialog = { isOpen, onClose: close, returnFocus }
  return (
    <Loaded query={query}>
      {(all) =>
        all.length === 0 ? null : (
          <Section
            title="Requests"
            id="requests"
            description="Changes to second factors that another administrator approves or refuses within 24 hours."
          >
            <List label="Requests">
              {all.map((one) => (
                <Request
                  key={one.id}
                  about={one}
                  onDecide={(verdict) => open({ what: 'decide', about: one, verdict })}
                />
              ))}
            </List>
            {shown?.what === 'decide' ? (
              <RequestQuestion
                key={number}
                {...dialog}
                instanceId={instanceId}
                about={shown.about}
                verdict={shown.verdict}
                onMade={(code) => open({ what: 'made', code })}
              />
            ) : null}
            {shown?.what === 'made' ? <MadeCodeDialog key={number} {...dialog} code={shown.code} /> : null}
          </Section>
        )
      }
    </Loaded>
  )
}

function Request({ about, onDecide }: { about: ApprovalCase; onDecide: (verdict: RequestVerdict) => void }) {
  const what = requestWords(about)
  const isWaiting = about.status === 'waiting_for_approval'
  const of = <VisuallyHidden>the request: {what}</VisuallyHidden>
  return (
    <ListItem
      title={
        <>
          <bdi>{what}</bdi> <StatusBadge status={about.status} />
        </>
      }
      detail={
        <>
          Requested by {about.asked_by_name} <Moment at={about.asked_at} />
          {isWaiting || about.decided_at === null ? null : (
            <>
              {' '}
              · {about.status} by {about.decided_by_name} <Moment at={about.decided_at} />
            </>
          )}
        </>
      }
      actions={
        isWaiting ? (
          about.is_own ? (
            <Button small onClick={() => onDecide('take_back')}>
              Withdraw {of}
            </Button>
          ) : (
            <Row>
              <Button small onClick={() => onDecide('refuse')}>
                Refuse {of}
              </Button>
              <Button small variant="primary" onClick={() => onDecide('approve')}>
                Approve {of}
              </Button>
            </Row>
          )
        ) : null
      }
    >
      {about.reason === '' ? null : <div data-slot="case-reason">{about.reason}</div>}
    </ListItem>
  )
}

function StatusBadge({ status }: Pick<ApprovalCase, 'status'>) {
  if (status === 'approved') return <Badge tone="success">Approved</Badge>
  if (status === 'waiting_for_approval') return <Badge tone="warn">Waiting</Badge>
  return <Badge>{status === 'refused' ? 'Refused' : 'Expired'}</Badge>
}
