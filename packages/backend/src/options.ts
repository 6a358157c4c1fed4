export interface BackendOptions {
  /** Where the server is, with the path of the instance if it has one: `https://auth.example.com`, `http://localhost:4100/i/acme`. */
  url: string
  /** For the Backend API; checking session tokens needs none. */
  secretKey?: string
  /** `pk_…` of the instance: names the issuer of its tokens. */
  publishableKey: string
  /** The instance's public key (PEM, SPKI). With it no token costs a request, and a key that was replaced is refused until you change it here. */
  jwtKey?: string
  /** Origins whose pages may use your server; a token that was made for another one is refused. */
  authorizedParties?: readonly string[]
  /**
   * Seconds by which the clock of this server may differ from that of Countersign. Default 10, at most 600. A larger value accepts expired
   * tokens for longer; setting the clock is better.
   */
  clockSkewSeconds?: number
  fetch?: typeof fetch
  /** Milliseconds since 1970. */
  now?: () => number
}

/** `https://<host>`, read out of the publishable key. */
export function issuerOf(publishableKey: string): string {
  const [, encoded = ''] = /^pk_(?:test|live)_([A-Za-z0-9+/=]+)$/.exec(publishableKey) ?? []
  const host = encoded && atob(encoded)
  if (!host.endsWith('$')) throw new TypeError('The publishable key is not one: copy it again from the dashboard.')
  return `https://${host.slice(0, -1)}`
}
