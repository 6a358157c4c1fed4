import type { HelpDeskCodeView } from '@countersign/contract'
import { Badge, Banner, Button, Card, List, ListItem, VisuallyHidden } from '@countersign/ui'
import { useCodes } from '../../api/case-queries.ts'
import { Loaded } from '../../api/loaded.tsx'
import type { UserDetails } from '../../api/user-views.ts'
import { useOpened } from '../../shell/use-opened.ts'
import { Moment } from '../../sms/moment.tsx'
import { MadeCodeDialog } from './made-code-dialog.tsx'
import { MakeCodeDialog } from './make-code-dialog.tsx'
import { RevokeCodeQuestion } from './revoke-code-question.tsx'

type Opened = { what: 'make' } | { what: 'made' | 'revoke'; code: HelpDeskCodeView }

/** For somebody without their phone today: a code that stands for the second step at a sign-in and nowhere else. */
export function CodeCard({ instanceId, details: { user } }: { instanceId: string; details: UserDetails }) {
  const query = useCodes(instanceId, user.id)
  const { what: shown, number, isOpen, open, close, returnFocus } = useOpened<Opened>()
  const dialog = { instanceId, userId: user.id, isOpen, onClose: close, returnFocus }
  return (
    <Card
      title="Help-desk codes"
      description="One stands for the second step at a sign-in, for a short time. Nothing sensitive can be changed with it, and the user is told."
      actions={
        <Button small onClick={() => open({ what: 'make' })}>
          Make a code
        </Button>
      }
    >
      <Loaded query={query}>
        {(codes) =>
          codes.length === 0 ? (
            <Banner>No code was made for this user.</Banner>
          ) : (
            <List label="Help-desk codes">
              {codes.map((code) => (
                <Code key={code.id} code={code} onRevoke={() => open({ what: 'revoke', code })} />
              ))}
            </List>
          )
        }
      </Loaded>
      {shown?.what === 'make' ? (
        <MakeCodeDialog key={number} {...dialog} onMade={(code) => open({ what: 'made', code })} />
      ) : null}
      {shown?.what === 'made' ? <MadeCodeDialog key={number} {...dialog} code={shown.code} /> : null}
      {shown?.what === 'revoke' ? <RevokeCodeQuestion key={number} {...dialog} code={shown.code} /> : null}
    </Card>
  )
}

function Code({ code, onRevoke }: { code: HelpDeskCodeView; onRevoke: () => void }) {
  const ending = endingOf(code, Date.now())
  return (
    <ListItem
      title={
        <>
          {code.purpose} {ending === null ? <Badge tone="warn">Works</Badge> : <Badge>{ending}</Badge>}
        </>
      }
      detail={
        <>
          Made <Moment at={code.created_at} /> · {ending === null ? `${code.uses_left} left, until` : 'until'}{' '}
          <Moment at={code.expires_at} />
          {code.last_used_at === null ? null : (
            <>
              {' '}
              · used <Moment at={code.last_used_at} />
            </>
          )}
        </>
      }
      actions={
        ending === null ? (
          <Button small onClick={onRevoke}>
            Revoke <VisuallyHidden>the code for “{code.purpose}”</VisuallyHidden>
          </Button>
        ) : null
      }
    />
  )
}

function endingOf({ revoked_at, uses_left, expires_at }: HelpDeskCodeView, now: number): string | null {
  if (revoked_at !== null) return 'Revoked'
  if (uses_left === 0) return 'Used'
  return expires_at <= now ? 'Expired' : null
}
