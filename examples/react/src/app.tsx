import { SessionTasks, SignIn, SignUp, UserButton, UserProfile, useAuth, useStatus } from '@countersign/react'
import { type ReactNode, useEffect, useState } from 'react'
import { goTo, hrefOf, usePage } from './page.ts'
import { Payout } from './payout.tsx'

/** A few pages of an app that has its own header and router, and leaves everything about signing in to the components. */
export function App() {
  const status = useStatus()
  return (
    <>
      <Header />
      <main>{status === 'loading' ? <p>One moment…</p> : <Page />}</main>
    </>
  )
}

function Header() {
  const { isSignedIn } = useAuth()
  return (
    <header>
      <strong>Acme Notes</strong>
      {isSignedIn ? <a href={hrefOf('payout')}>Pay out</a> : null}
      {isSignedIn ? <UserButton profileUrl={hrefOf('user')} onSignedOut={() => goTo('sign-in')} /> : null}
    </header>
  )
}

function Page() {
  const page = usePage()
  const { isSignedIn, isPending, session } = useAuth()
  const [isOwing, setOwing] = useState(false)
  // Kept until its last button is pressed: the session is active while its backup codes are still on screen.
  useEffect(() => setOwing((before) => session !== null && (before || isPending)), [session, isPending])
  const enter = () => {
    setOwing(false)
    goTo('user')
  }
  if (page === 'sign-up') return entry(<SignUp onComplete={enter} signInUrl={hrefOf('sign-in')} />)
  if (page === 'sign-in') return entry(<SignIn onComplete={enter} signUpUrl={hrefOf('sign-up')} />)
  if (isPending || (isOwing && session)) return entry(<SessionTasks onDone={enter} />)
  if (!isSignedIn) return <Leave />
  if (page === 'payout') return <Payout />
  return (
    <UserProfile
      section={page === 'security' ? 'security' : 'profile'}
      hrefOf={(section) => hrefOf(section === 'security' ? 'security' : 'user')}
      onNavigate={(section) => goTo(section === 'security' ? 'security' : 'user')}
      onSignedOut={() => goTo('sign-in')}
    />
  )
}

/** A component is as wide as the place it is put in. */
const entry = (component: ReactNode) => <div className="entry">{component}</div>

/** Nobody is signed in (any more): the account page has nothing to show. */
function Leave() {
  useEffect(() => goTo('sign-in'), [])
  return null
}
