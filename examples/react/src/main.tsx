import '@countersign/react/styles.css'
import './style.css'
import { CountersignProvider, createCountersign } from '@countersign/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { serverUrl } from './server-url.ts'

const client = createCountersign({ url: serverUrl() })
const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <StrictMode>
      <CountersignProvider client={client}>
        <App />
      </CountersignProvider>
    </StrictMode>,
  )
}
