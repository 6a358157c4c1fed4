import { CountersignProvider } from '@countersign/react'
import { createBrowserHistory, createMemoryHistory } from '@tanstack/react-router'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { App } from '../app.tsx'
import { createAppRouter } from '../router.tsx'
import { expectDistinctKeys } from './distinct-keys.ts'
import { createPeer, type Facts } from './peer.ts'

export interface Shown {
  path?: string
  ticket?: string
  facts?: Partial<Facts>
  /** In the address bar of the test's window, for what only a real history does. */
  inWindow?: boolean
}

/** The whole app at an address, on a stand-in server. */
export async function showApp({ path = '', ticket, facts, inWindow = false }: Shown = {}) {
  expectDistinctKeys()
  const peer = createPeer(facts)
  const address = `/dashboard${path}`
  if (inWindow) window.history.replaceState(null, '', address)
  const history = inWindow ? createBrowserHistory() : createMemoryHistory({ initialEntries: [address] })
  const router = createAppRouter(history)
  await peer.client.load()
  render(
    <CountersignProvider client={peer.client}>
      <App api={peer.api} router={router} ticket={ticket ?? null} />
    </CountersignProvider>,
  )
  return { ...peer, router }
}

export const press = async (name: string | RegExp) =>
  userEvent.click(await screen.findByRole('button', { name }, { timeout: 5000 }))
export const toggle = (name: string | RegExp) => screen.findByRole('switch', { name }, { timeout: 5000 })
export const heading = (name: string | RegExp) => screen.findByRole('heading', { name }, { timeout: 5000 })
export const isOn = (element: HTMLElement) => element.getAttribute('aria-checked') === 'true'
