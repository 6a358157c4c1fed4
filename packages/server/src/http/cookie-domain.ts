/** Registries that sell names below a second label: a cookie for all of `co.uk` is one that every browser drops. */
const soldBelow = /^(?:ac|co|com|edu|go|gob|gov|mil|ne|net|nom|or|org|sch)\.[a-z]{2}$/

/**
 * The domain of the cookies that an app's own pages and server have to read, where the API stands on a host beside the app's: what its
 * host shares with the allowed origins (`clerk.example.com` and `https://app.example.com` share `example.com`). Null for a cookie of the
 * host alone. It follows from configuration; what a request says can only make it narrower (R125).
 */
export function cookieDomain(host: string, allowedOrigins: readonly string[], page: string | null): string | null {
  const shared = allowedOrigins
    .map((origin) => sharedPart(host, hostOf(origin)))
    .filter((domain) => domain !== null)
    // The widest: every app beside the API reads the same cookie.
    .sort((one, other) => one.length - other.length)[0]
  if (shared === undefined) return null
  // A page elsewhere reaches the API through a proxy of its own, and its browser drops cookies of other domains.
  return page === null || isWithin(hostOf(page), shared) ? shared : null
}

function sharedPart(host: string, other: string): string | null {
  if (host === other || !isName(host) || !isName(other)) return null
  const [mine, theirs] = [host.split('.').reverse(), other.split('.').reverse()]
  const length = mine.findIndex((label, at) => label !== theirs[at])
  const labels = length < 0 ? mine : mine.slice(0, length)
  const domain = labels.reverse().join('.')
  return labels.length < 2 || soldBelow.test(domain) ? null : domain
}

export function isWithin(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`)
}

/** Neither an IPv4 nor an IPv6 address: those have no domain. */
function isName(host: string): boolean {
  return /^[a-z0-9.-]+$/.test(host) && !/^[\d.]+$/.test(host)
}

/** Empty for the origin of a native app or an extension: what follows its scheme (`app://example.com`) is no name of a domain. */
export function hostOf(url: string): string {
  return /^https?:/i.test(url) && URL.canParse(url) ? new URL(url).hostname : ''
}
