import './user.css'
import { useParams } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { Loaded } from '../../api/loaded.tsx'
import { useUser } from '../../api/user-queries.ts'
import type { UserDetails } from '../../api/user-views.ts'
import { Page } from '../../shell/page.tsx'
import { useInstanceId } from '../../shell/use-instance-id.ts'
import { AccessCard } from './access-card.tsx'
import type { Ask } from './ask.ts'
import { BrowserCard } from './browser-card.tsx'
import { FactorCard } from './factor-card.tsx'
import { HistoryCard } from './history-card.tsx'
import { IdentityCard } from './identity-card.tsx'
import { SessionCard } from './session-card.tsx'
import { Standing } from './standing.tsx'
import { UserQuestion } from './user-question.tsx'

export function UserPage() {
  const instanceId = useInstanceId()
  const { userId } = useParams({ from: '/instances/$instanceId/users/$userId' })
  const query = useUser(instanceId, userId)
  const name = query.data ? nameOf(query.data) : 'User'
  return (
    <Page title={name}>
      <Loaded query={query}>{(details) => <Details key={userId} instanceId={instanceId} details={details} />}</Loaded>
    </Page>
  )
}

function Details({ instanceId, details }: { instanceId: string; details: UserDetails }) {
  const [asked, setAsked] = useState<Ask | null>(null)
  // What was pressed may be gone by what it did, and the keyboard would start over at the top of everything.
  useEffect(() => {
    if (asked !== null) return
    const frame = requestAnimationFrame(() => {
      const isLost = document.activeElement === document.body
      if (isLost) document.querySelector<HTMLElement>('[data-slot="page"] h1')?.focus()
    })
    return () => cancelAnimationFrame(frame)
  }, [asked])
  return (
    <>
      <Standing details={details} onAsk={setAsked} />
      <IdentityCard instanceId={instanceId} details={details} />
      <FactorCard details={details} onAsk={setAsked} />
      <SessionCard details={details} onAsk={setAsked} />
      <BrowserCard details={details} />
      <HistoryCard instanceId={instanceId} userId={details.user.id} />
      <AccessCard details={details} onAsk={setAsked} />
      {asked ? (
        <UserQuestion instanceId={instanceId} details={details} ask={asked} onClose={() => setAsked(null)} />
      ) : null}
    </>
  )
}

function nameOf({ user, identifier }: UserDetails): string {
  return [user.first_name, user.last_name].filter(Boolean).join(' ') || identifier
}
