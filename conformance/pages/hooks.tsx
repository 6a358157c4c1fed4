import { ClerkProvider, SignIn, useAuth, useClerk, useSession, useSignIn, useSignUp } from '@clerk/react'
import { useSignIn as useOldSignIn } from '@clerk/react/legacy'
import { createRoot } from 'react-dom/client'
import type { PageSettings } from '../support/site.ts'

declare global {
  interface Window {
    settings: PageSettings
  }
}

/** An app that builds its own screens: hands the hooks out to the test, which plays the screens. */
function App() {
  const { isLoaded } = useAuth()
  const { session } = useSession()
  const hooks = {
    clerk: useClerk(),
    signIn: useSignIn().signIn,
    signUp: useSignUp().signUp,
    old: useOldSignIn(),
  }
  Object.assign(window, { hooks })
  return (
    <>
      <p role="status">{isLoaded ? `loaded, session ${session?.status ?? 'none'}` : 'loading'}</p>
      {window.location.pathname.startsWith('/sign-in') ? <SignIn routing="path" path="/sign-in" /> : null}
    </>
  )
}

const { publishableKey, proxyUrl } = window.settings
const root = document.getElementById('app')
if (root)
  createRoot(root).render(
    <ClerkProvider
      {...{ publishableKey, telemetry: false as const, signInUrl: '/sign-in', ...(proxyUrl ? { proxyUrl } : {}) }}
    >
      <App />
    </ClerkProvider>,
  )
