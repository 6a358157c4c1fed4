import { Banner, Button, List, Row, Section, VisuallyHidden } from '@countersign/ui'
import type { ReactNode } from 'react'
import type { Administrator, Administrators } from '../../api/administrator-api.ts'
import { AdministratorItem } from './administrator-item.tsx'
import { nameOf } from './administrator-words.ts'

export interface AdministratorListProps extends Administrators {
  onInvite: (name: string) => void
  onRenew: (one: Administrator) => void
  onRemove: (one: Administrator) => void
}

/** Administrators, then former ones, then accounts that open nothing. The last administrator cannot be removed. */
export function AdministratorList(props: AdministratorListProps) {
  const { administrators: all, own_id: ownId, onInvite, onRenew, onRemove } = props
  const inState = (...states: Administrator['state'][]) => all.filter(({ state }) => states.includes(state))
  const [live, former, strays] = [inState('active', 'invited'), inState('removed'), inState('unrecorded')]
  const item = (one: Administrator, actions: ReactNode) => (
    <AdministratorItem key={one.id} {...{ one, all, actions }} isOwn={one.id === ownId} />
  )
  return (
    <>
      {live.length === 1 ? (
        <Banner title="You are the only administrator">
          Invite a colleague, so that someone can still open the dashboard if you lose your second factor.
        </Banner>
      ) : null}
      <List label="Administrators">
        {live.map((one) =>
          item(
            one,
            live.length === 1 ? null : (
              <Row>
                {one.state === 'invited' ? (
                  <Button small onClick={() => onRenew(one)}>
                    New link <VisuallyHidden>for {nameOf(one)}</VisuallyHidden>
                  </Button>
                ) : null}
                <Button small onClick={() => onRemove(one)}>
                  Remove <VisuallyHidden>{nameOf(one)}</VisuallyHidden>
                </Button>
              </Row>
            ),
          ),
        )}
      </List>
      {former.length > 0 ? (
        <Section title="Former administrators" id="former">
          <List label="Former administrators">
            {former.map((one) =>
              item(
                one,
                <Button small onClick={() => onInvite(nameOf(one))}>
                  Invite again <VisuallyHidden>{nameOf(one)}</VisuallyHidden>
                </Button>,
              ),
            )}
          </List>
        </Section>
      ) : null}
      {strays.length > 0 ? (
        <Section
          title="Accounts without access"
          id="strays"
          description="These accounts were not created by an administrator and cannot open the dashboard. Find out who made them, then delete them on the server with countersign admin remove."
        >
          <List label="Accounts without access">{strays.map((one) => item(one, null))}</List>
        </Section>
      ) : null}
    </>
  )
}
