import { SessionTasks, SignIn, SignUp, StrongerFactorOffer, useAuth, useEnvironment } from '@countersign/react'
import { Banner, NarrowPage, Spinner } from '@countersign/ui'
import { useEffect, useState } from 'react'
import { Brand } from './brand.tsx'
import { leaveFor } from './history.ts'
import { pathOf, placeOf } from './place.ts'
import { readRedirect } from './redirect-target.ts'
import { TicketSignIn } from './ticket-sign-in.tsx'
import { words } from './words.ts'

export interface EntryPageProps {
  page: 'sign-in' | 'sign-up'
  prefix: string
  /** The query of the address: `redirect_url` travels between the two pages. */
  search: string
  /** Of a link that the app's server made. It counts also in a browser that is signed in. */
  ticket: string | null
}

export function EntryPage({ page, prefix, search, ticket }: EntryPageProps) {
  const environment = useEnvironment()
  const { isSignedIn, isPending, session } = useAuth()
  // As it was on arrival: signing in on this page is not over before its last screen says so.
  const [arrival, setArrival] = useState(isSignedIn ? 'signed-in' : isPending ? 'pending' : 'signed-out')
  // Who signs out instead of doing what is asked begins anew: the tasks of a session that is over cannot be done.
  if (arrival === 'pending' && session === null) setArrival('signed-out')
  const [isIn, setIn] = useState(false)
  const isDevelopment = environment?.displayConfig.instanceEnvironmentType === 'development'
  const { target, refused } = readRedirect(new URLSearchParams(search).get('redirect_url'), {
    origin: window.location.origin,
    allowedOrigins: environment?.countersign.allowedOrigins ?? [],
    isDevelopment,
    fallback: pathOf({ prefix, page: 'profile' }),
  })
  const leave = () => leaveFor(target, (pathname) => isAccountPage(pathname, prefix))

  useEffect(() => {
    if (arrival === 'signed-in' && !ticket) leaveFor(target, (pathname) => isAccountPage(pathname, prefix))
  }, [arrival, target, prefix, ticket])

  const signUpUrl = `${pathOf({ prefix, page: 'sign-up' })}${search}`
  const messagesUrl = environment?.countersign.messagesUrl
  return (
    <NarrowPage footer={isDevelopment ? <Development messagesUrl={messagesUrl} /> : undefined}>
      <Brand />
      {refused === null ? null : (
        <Banner tone="warn" title={words.redirectRefused(refused)}>
          {isDevelopment ? words.redirectRemedy : null}
        </Banner>
      )}
      {ticket && page === 'sign-in' ? (
        <TicketSignIn ticket={ticket} onComplete={leave} signUpUrl={signUpUrl} />
      ) : arrival === 'signed-in' && !ticket ? (
        <Spinner label={words.loading} />
      ) : arrival === 'pending' ? (
        <SessionTasks onDone={leave} />
      ) : isIn ? (
        <StrongerFactorOffer onDone={leave} />
      ) : page === 'sign-in' ? (
        <SignIn onComplete={() => setIn(true)} signUpUrl={signUpUrl} />
      ) : (
        <SignUp onComplete={leave} signInUrl={`${pathOf({ prefix, page: 'sign-in' })}${search}`} ticket={ticket} />
      )}
    </NarrowPage>
  )
}

function Development({ messagesUrl }: { messagesUrl: string | null | undefined }) {
  return (
    <>
      {words.development}{' '}
      {messagesUrl ? (
        // In a tab of its own: the code is typed in on this page.
        <a href={messagesUrl} target="_blank" rel="noreferrer">
          {words.messages}
        </a>
      ) : null}
    </>
  )
}

/** Sent back to a sign-in page, somebody who is signed in would go round in circles. */
function isAccountPage(pathname: string, prefix: string): boolean {
  const place = placeOf(pathname)
  return (
    place.prefix === prefix && pathname === pathOf(place) && (place.page === 'profile' || place.page === 'security')
  )
}
