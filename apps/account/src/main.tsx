import '@countersign/react/styles.css'
import './account.css'
import { CountersignProvider, createCountersign, takeTicket } from '@countersign/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { placeOf } from './place.ts'
import { takeToken } from './take-token.ts'

const { prefix, page } = placeOf(window.location.pathname)
const ticket = { page, value: takeTicket(window.location, window.history) }
const mailToken = takeToken(window.location, window.history)
const client = createCountersign({ path: prefix })
const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <CountersignProvider client={client}>
        <App prefix={prefix} ticket={ticket} mailToken={mailToken} />
      </CountersignProvider>
    </StrictMode>,
  )
}
