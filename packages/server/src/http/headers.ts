/** Security headers of every answer, errors and files included (R126). One table, computed once. */
export type AnswerKind =
  /** JSON of the Frontend and Backend API; cross-origin apps may read it when CORS says so. */
  | 'api'
  /** Our own pages. */
  | 'page'
  /** Their scripts, styles, images. */
  | 'asset'
  /** SDK scripts that other sites load. */
  | 'sdk'
  /** A mail as its reader sees it, framed by our own pages. */
  | 'mail'

const year = 365 * 24 * 3600

const pagePolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "frame-ancestors 'none'",
].join('; ')

const apiPolicy = "default-src 'none'; base-uri 'none'; object-src 'none'; form-action 'none'; frame-ancestors 'none'"

// Mails bring their styles in attributes, which no page of ours may; framed or not, it runs nothing and belongs to no origin.
const mailPolicy =
  "sandbox; default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"

const features = [
  'accelerometer',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'microphone',
  'midi',
  'payment',
  'usb',
]
const permissions = features.map((name) => `${name}=()`).join(', ')

export function securityHeaders(
  kind: AnswerKind,
  secure: boolean,
  frames?: "'self'",
): Readonly<Record<string, string>> {
  return (frames ? build(kind, secure, frames) : table[`${kind} ${secure}`]) ?? build('api', secure)
}

function build(kind: AnswerKind, secure: boolean, frames?: string): Record<string, string> {
  const isPage = kind === 'page'
  return {
    'Content-Security-Policy': isPage
      ? pagePolicy + (frames ? `; frame-src ${frames}` : '')
      : kind === 'mail'
        ? mailPolicy
        : apiPolicy,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': kind === 'api' || kind === 'sdk' ? 'cross-origin' : 'same-origin',
    'Permissions-Policy': permissions,
    ...(kind === 'api' || kind === 'mail' || isPage ? { 'Cache-Control': 'no-store' } : {}),
    ...(secure ? { 'Strict-Transport-Security': `max-age=${year}; includeSubDomains` } : {}),
  }
}

const kinds: AnswerKind[] = ['api', 'page', 'asset', 'sdk', 'mail']
const table = Object.fromEntries(
  kinds.flatMap((kind) => [true, false].map((secure) => [`${kind} ${secure}`, Object.freeze(build(kind, secure))])),
)
