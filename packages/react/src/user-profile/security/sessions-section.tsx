import type { ListedSession } from '@countersign/js'
import { Badge, Banner, Button, List, ListItem, Section, Spinner, useToast, VisuallyHidden } from '@countersign/ui'
import { useEffect, useState } from 'react'
import { useCountersign, useMessages } from '../../context.ts'
import { useSession } from '../../hooks.ts'
import { ScreenIcon } from '../../icons.tsx'
import { fill } from '../../messages/fill.ts'
import { useReverification } from '../../reverify/use-reverification.ts'
import { useAction } from '../../use-action.ts'
import { headingOf } from '../focus-section.ts'
import { deviceOf, whenOf } from './session-words.ts'

export function SessionsSection() {
  const { security, common } = useMessages()
  const { user: moves } = useCountersign()
  const { guard } = useReverification()
  const current = useSession()
  const toast = useToast()
  const loading = useAction()
  const ending = useAction()
  const [sessions, setSessions] = useState<readonly ListedSession[] | null>(null)
  const { run: load } = loading

  useEffect(() => {
    void load(async () => setSessions(await moves.getSessions()))
  }, [load, moves])

  const others = sessions?.filter((session) => session.id !== current?.id) ?? []
  async function end(ended: readonly ListedSession[], done: string) {
    const isDone = await ending.run(async () => {
      for (const session of ended) await guard(() => session.revoke())
    })
    await load(async () => setSessions(await moves.getSessions()))
    if (!isDone) return
    headingOf('sessions')?.focus()
    toast(done)
  }

  const everywhere =
    others.length > 1 ? (
      <Button busy={ending.isBusy} onClick={() => void end(others, security.signedOutOthers)}>
        {security.signOutOthers}
      </Button>
    ) : null
  const failure = ending.failure ?? loading.failure
  return (
    <Section title={security.sessions} description={security.sessionsHint} actions={everywhere} id="sessions">
      {failure ? <Banner tone="danger">{failure.message}</Banner> : null}
      {sessions === null && !failure ? <Spinner label={common.loading} /> : null}
      {sessions ? (
        <List>
          {sessions.map((session) => {
            const device = deviceOf(session.latestActivity, security.unknownDevice)
            const isCurrent = session.id === current?.id
            const address = session.latestActivity?.ipAddress
            return (
              <ListItem
                key={session.id}
                icon={<ScreenIcon />}
                title={
                  <>
                    {device} {isCurrent ? <Badge tone="success">{security.thisDevice}</Badge> : null}
                  </>
                }
                detail={[address, fill(security.lastActive, { when: whenOf(session.lastActiveAt) })]
                  .filter(Boolean)
                  .join(' · ')}
                actions={
                  isCurrent ? null : (
                    <Button small disabled={ending.isBusy} onClick={() => void end([session], security.sessionEnded)}>
                      {common.signOut} <VisuallyHidden>{device}</VisuallyHidden>
                    </Button>
                  )
                }
              />
            )
          })}
        </List>
      ) : null}
      {sessions && others.length === 0 ? <p data-slot="card-description">{security.noOthers}</p> : null}
    </Section>
  )
}
