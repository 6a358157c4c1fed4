import { useAuth, useCountersign, useCountersignState, useStatus } from '@countersign/react'
import { Banner, Button, Card, NarrowPage, Spinner } from '@countersign/ui'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { ApiContext } from './api/api-context.ts'
import type { DashboardApi } from './api/dashboard-api.ts'
import { createQueryClient } from './api/queries.ts'
import { Entry } from './entry/entry.tsx'
import type { AppRouter } from './router.tsx'

export interface AppProps {
  api: DashboardApi
  router: AppRouter
  /** From a one-time link, if that is how somebody came. */
  ticket: string | null
}

export function App({ api, router, ticket: given }: AppProps) {
  const status = useStatus()
  const { isSignedIn, session } = useAuth()
  const [ticket, setTicket] = useState(given)
  // Stays until the last screen of signing in says that it is over: backup codes may still be on it.
  const [isEntering, setEntering] = useState(false)

  const [visit, setVisit] = useState(0)
  const hadSession = useRef(false)

  useEffect(() => {
    if (status === 'ready' && !isSignedIn) setEntering(true)
  }, [status, isSignedIn])
  useEffect(() => {
    if (hadSession.current && !session) {
      setTicket(null)
      setVisit((last) => last + 1)
    }
    hadSession.current = session !== null
  }, [session])

  if (status === 'loading') return <Spinner label="Loading" />
  if (status === 'unavailable') return <Unavailable />
  if (!isSignedIn || isEntering) {
    const enter = () => {
      setTicket(null)
      setEntering(false)
    }
    return <Entry key={visit} ticket={ticket} onComplete={enter} />
  }
  return <SignedIn key={session?.id} api={api} router={router} />
}

/** Keyed by session: what one operator has loaded is not there for the next. */
function SignedIn({ api, router }: Pick<AppProps, 'api' | 'router'>) {
  const [queries] = useState(createQueryClient)
  return (
    <ApiContext value={api}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </ApiContext>
  )
}

function Unavailable() {
  const client = useCountersign()
  const error = useCountersignState((state) => state.error)
  return (
    <NarrowPage>
      <Card title="The dashboard could not be loaded" level={1}>
        <Banner tone="danger">{error?.message}</Banner>
        <Button variant="primary" wide onClick={() => void client.load()}>
          Try again
        </Button>
      </Card>
    </NarrowPage>
  )
}
