export interface RedirectRules {
  /** The page's own origin. */
  origin: string
  allowedOrigins: readonly string[]
  /** Whether apps on the developer's own machine are allowed as well, as the API allows their origins. */
  isDevelopment: boolean
  /** Where to go when nothing, or nothing allowed, was asked for. */
  fallback: string
}

export interface Redirect {
  target: string
  /** What was asked for and is not allowed, short enough to be shown. */
  refused: string | null
}

/**
 * Where to go after sign-in. An open redirect would lend our address to a phishing page (R124), so the answer is a parsed
 * http(s) address of our own origin or of one the operator allowed, never the text that was given.
 */
export function readRedirect(asked: string | null, rules: RedirectRules): Redirect {
  const home = new URL(rules.fallback, rules.origin).href
  if (!asked) return { target: home, refused: null }
  const url = URL.canParse(asked, rules.origin) ? new URL(asked, rules.origin) : null
  if (url && isAllowed(url, rules)) return { target: url.href, refused: null }
  const shown = url && /^https?:$/.test(url.protocol) ? url.origin : asked
  return { target: home, refused: shown.slice(0, mostShown) }
}

const mostShown = 80

function isAllowed(url: URL, { origin, allowedOrigins, isDevelopment }: RedirectRules): boolean {
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return false
  if (url.username || url.password) return false
  return url.origin === origin || allowedOrigins.includes(url.origin) || (isDevelopment && isLoopback(url))
}

function isLoopback({ hostname }: URL): boolean {
  return /^(?:localhost|127\.0\.0\.1|\[::1\]|[a-z0-9.-]+\.localhost)$/.test(hostname)
}
