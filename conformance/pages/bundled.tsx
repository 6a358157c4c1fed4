import { Clerk } from '@clerk/clerk-js'
import { ui } from '@clerk/ui'

// All of the SDK in the app's own bundle: nothing is loaded afterwards.
window.bundle = { Clerk, ui }
await import('./react.tsx')
