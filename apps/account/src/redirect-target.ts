export interface RedirectRules {
  /** The page's own origin. */
  origin: string
  allowedOrigins: readonly string[]
  /** Where to go when nothing, or nothing allowed, was asked for. */
  fallback: string
}

/**
 * Where to go after sign-in. An open redirect would lend our address to a phishing page (R124), so the answer is a parsed
 * http(s) address of our own origin or of one the operator allowed, never the text that was given.
 */
export function redirectTarget(asked: string | null, { origin, allowedOrigins, fallback }: RedirectRules): string {
  const home = new URL(fallback, origin).href
  if (!asked || !URL.canParse(asked, origin)) return home
  const url = new URL(asked, origin)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return home
  if (url.username || url.password) return home
  return url.origin === origin || allowedOrigins.includes(url.origin) ? url.href : home
}
