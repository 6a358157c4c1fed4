import { useSyncExternalStore } from 'react'

export type Page = 'sign-in' | 'sign-up' | 'user' | 'security' | 'payout'

const pages: readonly Page[] = ['sign-in', 'sign-up', 'user', 'security', 'payout']

/** After the `#`, so that any web host can serve the app; use your own router in its place. */
export const hrefOf = (page: Page) => `#/${page}`

export function goTo(page: Page): void {
  window.location.hash = hrefOf(page)
}

export function usePage(): Page {
  return useSyncExternalStore(subscribe, read)
}

function read(): Page {
  const asked = window.location.hash.slice(2)
  return pages.find((page) => page === asked) ?? 'user'
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener)
  return () => window.removeEventListener('hashchange', listener)
}
