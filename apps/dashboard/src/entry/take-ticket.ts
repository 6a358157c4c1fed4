/**
 * The one-time ticket of `/dashboard#ticket=…`, taken out of the address bar at once: left there, it would stay in the
 * history and on every screenshot (R50).
 */
export function takeTicket(location: Location, history: History): string | null {
  const ticket = new URLSearchParams(location.hash.slice(1)).get('ticket')
  if (ticket === null) return null
  history.replaceState(history.state, '', `${location.pathname}${location.search}`)
  return ticket || null
}
