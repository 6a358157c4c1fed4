/** The token of `/undo#token=…` or `/recovery#token=…`, taken out of the address bar at once: left there, it would stay in the history and in what browsers sync. */
export function takeToken(location: Pick<Location, 'hash' | 'pathname' | 'search'>, history: History): string | null {
  const token = new URLSearchParams(location.hash.slice(1)).get('token')
  if (token === null) return null
  history.replaceState(history.state, '', `${location.pathname}${location.search}`)
  return token || null
}
