import { Badge, Banner, Button, Card, List, ListItem, useToast, VisuallyHidden } from '@countersign/ui'
import { Loaded } from '../../api/loaded.tsx'
import type { Pause } from '../../api/message-views.ts'
import { usePauses } from '../../api/queries.ts'
import { useOpened } from '../../shell/use-opened.ts'
import { Moment } from '../../sms/moment.tsx'
import { pausedName } from './paused-name.ts'
import { ResumeQuestion } from './resume-question.tsx'

/** The breakers of ranges: which numbers get no messages because nobody types their codes in (R136). */
export function PauseList({ instanceId }: { instanceId: string }) {
  const query = usePauses(instanceId)
  const toast = useToast()
  const { what: shown, number, isOpen, open, close, closeGone, returnFocus } = useOpened<Pause>()
  return (
    <Card
      title="Paused ranges and countries"
      description="When fewer than one in five codes sent to a range of numbers or a country are entered, unverified numbers there get no SMS for an hour. Users with a verified number still get theirs."
    >
      <Loaded query={query}>
        {(pauses) =>
          pauses.length === 0 ? (
            <Banner>No range was paused in the last 90 days. When one is, you can resume it here.</Banner>
          ) : (
            <List label="Paused ranges and countries">
              {pauses.map((pause) => (
                <PauseItem key={pause.id} pause={pause} onResume={() => open(pause)} />
              ))}
            </List>
          )
        }
      </Loaded>
      {shown ? (
        <ResumeQuestion
          key={number}
          {...{ instanceId, isOpen, returnFocus }}
          pause={shown}
          onResumed={() => {
            closeGone()
            toast(`Messages to ${pausedName(shown)} go out again`)
          }}
          onClose={close}
        />
      ) : null}
    </Card>
  )
}

function PauseItem({ pause, onResume }: { pause: Pause; onResume: () => void }) {
  return (
    <ListItem
      title={
        <span data-slot="pause-title">
          <bdi>{pausedName(pause)}</bdi>{' '}
          {pause.is_paused ? (
            <Badge tone="warn">Paused</Badge>
          ) : (
            <Badge>{pause.lifted_at === null ? 'Over' : 'Resumed'}</Badge>
          )}
        </span>
      }
      detail={
        <>
          {pause.answered} of {pause.sent} codes typed in · since <Moment at={pause.since} /> ·{' '}
          {pause.is_paused ? 'until' : 'to'} <Moment at={pause.lifted_at ?? pause.until} />
        </>
      }
      actions={
        pause.is_paused ? (
          <Button small onClick={onResume}>
            Resume <VisuallyHidden>messages to {pausedName(pause)}</VisuallyHidden>
          </Button>
        ) : null
      }
    />
  )
}
