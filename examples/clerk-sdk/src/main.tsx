import { ClerkProvider } from '@clerk/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app'

const { VITE_CLERK_PUBLISHABLE_KEY, VITE_CLERK_PROXY_URL, VITE_CLERK_TELEMETRY_DISABLED } = import.meta.env

const root = document.getElementById('app')
if (root)
  createRoot(root).render(
    <StrictMode>
      <ClerkProvider
        publishableKey={VITE_CLERK_PUBLISHABLE_KEY}
        proxyUrl={VITE_CLERK_PROXY_URL}
        telemetry={VITE_CLERK_TELEMETRY_DISABLED ? false : undefined}
        signInUrl="/sign-in"
        signUpUrl="/sign-up"
        signInFallbackRedirectUrl="/"
        signUpFallbackRedirectUrl="/"
        afterSignOutUrl="/sign-in"
      >
        <App />
      </ClerkProvider>
    </StrictMode>,
  )
