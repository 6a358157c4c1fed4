import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()
const tell = () => {
  for (const listener of [...listeners]) listener()
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  window.addEventListener('popstate', listener)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('popstate', listener)
  }
}

const read = () => `${window.location.pathname}${window.location.search}`

/** Path and query of the page, as they change. */
export function useAddress(): string {
  return useSyncExternalStore(subscribe, read)
}

/** Goes to a page of this app without loading it anew; `replace` leaves no way back to a page that only sends on. */
export function goTo(path: string, how: 'push' | 'replace' = 'push') {
  if (how === 'push') window.history.pushState(null, '', path)
  else window.history.replaceState(null, '', path)
  window.scrollTo(0, 0)
  tell()
}

/** Leaves for `href`, within the app where it is one of its pages. */
export function leaveFor(href: string, isOurs: (pathname: string) => boolean) {
  const url = new URL(href, window.location.origin)
  if (url.origin === window.location.origin && isOurs(url.pathname)) goTo(`${url.pathname}${url.search}`, 'replace')
  else window.location.assign(url.href)
}
