/**
 * The single-use ticket of a link that the app's server made, taken out of the address bar at once: left there, it would stay in the
 * history and on every screenshot.
 */
export function takeTicket(location: Location, history: History): string | null {
  const query = new URLSearchParams(location.search)
  const ticket = query.get('__clerk_ticket')
  if (ticket === null) return null
  query.delete('__clerk_ticket')
  query.delete('__clerk_status')
  const text = query.toString()
  const rest = text && `?${text}`
  history.replaceState(history.state, '', `${location.pathname}${rest}${location.hash}`)
  return ticket || null
}
