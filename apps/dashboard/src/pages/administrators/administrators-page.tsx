import './administrators.css'
import { Button } from '@countersign/ui'
import type { Administrator, Invitation } from '../../api/administrator-api.ts'
import { useAdministrators } from '../../api/administrator-queries.ts'
import { Loaded } from '../../api/loaded.tsx'
import { Page } from '../../shell/page.tsx'
import { useOpened } from '../../shell/use-opened.ts'
import { AdministratorList } from './administrator-list.tsx'
import { InvitationDialog } from './invitation-dialog.tsx'
import { InviteDialog } from './invite-dialog.tsx'
import { RemoveQuestion } from './remove-question.tsx'
import { RenewQuestion } from './renew-question.tsx'

type Open =
  | { what: 'invite'; name: string }
  | { what: 'invited'; name: string; invitation: Invitation }
  | { what: 'renew' | 'remove'; one: Administrator }

/** Who may open this dashboard (R50, R130). */
export function AdministratorsPage() {
  const query = useAdministrators()
  const { what: shown, number, isOpen, open, close, returnFocus } = useOpened<Open>()
  const dialog = { isOpen, onClose: close, returnFocus }
  const show = (name: string, invitation: Invitation) => open({ what: 'invited', name, invitation })
  return (
    <Page
      title="Administrators"
      description="Administrators can open this dashboard and change every application and instance. A second factor is always required."
      actions={
        <Button variant="primary" onClick={() => open({ what: 'invite', name: '' })}>
          Invite administrator
        </Button>
      }
    >
      <Loaded query={query}>
        {(loaded) => (
          <AdministratorList
            {...loaded}
            onInvite={(name) => open({ what: 'invite', name })}
            onRenew={(one) => open({ what: 'renew', one })}
            onRemove={(one) => open({ what: 'remove', one })}
          />
        )}
      </Loaded>
      {shown?.what === 'invite' ? <InviteDialog key={number} name={shown.name} onInvited={show} {...dialog} /> : null}
      {shown?.what === 'invited' ? (
        <InvitationDialog key={number} name={shown.name} invitation={shown.invitation} {...dialog} />
      ) : null}
      {shown?.what === 'renew' ? <RenewQuestion key={number} invited={shown.one} onInvited={show} {...dialog} /> : null}
      {shown?.what === 'remove' ? (
        <RemoveQuestion key={number} removed={shown.one} isOwn={shown.one.id === query.data?.own_id} {...dialog} />
      ) : null}
    </Page>
  )
}
