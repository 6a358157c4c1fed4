import { ClerkProvider, SignIn, UserButton, useAuth, useSession, useUser } from '@clerk/react'
import { createRoot } from 'react-dom/client'
import type { PageSettings } from '../support/site.ts'

declare global {
  interface Window {
    settings: PageSettings
    bundle?: object
  }
}

/** As the SDK's guide has it in an app in React; what differs between the ways to reach the server comes from the site. */
function App() {
  const { isLoaded } = useAuth()
  const { user } = useUser()
  const { session } = useSession()
  const at = window.location.pathname
  return (
    <>
      <p role="status">
        {isLoaded ? `loaded, user ${user?.id ?? 'none'}, session ${session?.status ?? 'none'}` : 'loading'}
      </p>
      {at.startsWith('/sign-in') ? (
        <SignIn routing="path" path="/sign-in" fallbackRedirectUrl="/home" />
      ) : (
        <UserButton />
      )}
    </>
  )
}

const { publishableKey, proxyUrl, scripts } = window.settings
const given = {
  publishableKey,
  telemetry: false,
  signInUrl: '/sign-in',
  ...(proxyUrl ? { proxyUrl } : {}),
  // A relative proxy finds the scripts by itself, anything else is told.
  ...(scripts && !scripts.startsWith('/') && !window.bundle
    ? {
        __internal_clerkJSUrl: `${scripts}/npm/@clerk/clerk-js@6/dist/clerk.browser.js`,
        __internal_clerkUIUrl: `${scripts}/npm/@clerk/ui@1/dist/ui.browser.js`,
      }
    : {}),
  ...window.bundle,
}
const root = document.getElementById('app')
if (root)
  createRoot(root).render(
    <ClerkProvider {...(given as { publishableKey: string })}>
      <App />
    </ClerkProvider>,
  )
