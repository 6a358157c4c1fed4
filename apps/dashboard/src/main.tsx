import '@countersign/react/styles.css'
import './dashboard.css'
import './shell/gauge.css'
import './shell/instance-nav.css'
import { CountersignProvider, createCountersign } from '@countersign/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createDashboardApi } from './api/dashboard-api.ts'
import { App } from './app.tsx'
import { takeTicket } from './entry/take-ticket.ts'
import { createAppRouter } from './router.tsx'

const ticket = takeTicket(window.location, window.history)
// Operators are users of the server's own instance.
const client = createCountersign({ url: '/i/dashboard' })
const api = createDashboardApi({
  sessionId: () => client.getState().session?.id ?? null,
  onSessionDoubt: () => void client.load(),
})
const router = createAppRouter()
const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <CountersignProvider client={client}>
        <App api={api} router={router} ticket={ticket} />
      </CountersignProvider>
    </StrictMode>,
  )
}
