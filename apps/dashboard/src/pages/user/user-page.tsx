import './user.css'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { Loaded } from '../../api/loaded.tsx'
import { useUser } from '../../api/user-queries.ts'
import type { UserDetails } from '../../api/user-views.ts'
import { Page } from '../../shell/page.tsx'
import { useInstanceId } from '../../shell/use-instance-id.ts'
import { AccessCard } from './access-card.tsx'
import type { Ask } from './ask.ts'
import { BrowserCard } from './browser-card.tsx'
import { CodeCard } from './code-card.tsx'
import { FactorCard } from './factor-card.tsx'
import { HistoryCard } from './history-card.tsx'
import { IdentityCard } from './identity-card.tsx'
import { ReceiptCard } from './receipt-card.tsx'
import { RecoveryStanding } from './recovery-standing.tsx'
import { SessionCard } from './session-card.tsx'
import { Standing } from './standing.tsx'
import { TrustedCard } from './trusted-card.tsx'
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
  const [asked, setAsked] = useState<{ ask: Ask; number: number } | null>(null)
  const onAsk = (ask: Ask) => setAsked((last) => ({ ask, number: (last?.number ?? 0) + 1 }))
  return (
    <>
      <Standing details={details} onAsk={onAsk} />
      <RecoveryStanding instanceId={instanceId} details={details} />
      <IdentityCard instanceId={instanceId} details={details} />
      <FactorCard instanceId={instanceId} details={details} onAsk={onAsk} />
      <SessionCard details={details} onAsk={onAsk} />
      <TrustedCard details={details} onAsk={onAsk} />
      <CodeCard instanceId={instanceId} details={details} />
      <BrowserCard details={details} />
      <ReceiptCard instanceId={instanceId} userId={details.user.id} />
      <HistoryCard instanceId={instanceId} userId={details.user.id} />
      <AccessCard details={details} onAsk={onAsk} />
      {asked ? <UserQuestion key={asked.number} instanceId={instanceId} details={details} ask={asked.ask} /> : null}
    </>
  )
}

function nameOf({ user, identifier }: UserDetails): string {
  return [user.first_name, user.last_name].filter(Boolean).join(' ') || identifier
}
