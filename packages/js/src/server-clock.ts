/** The server's time as this page knows it: a wrong clock of the device must not make tokens look fresh or expired. */
export interface ServerClock {
  /** Milliseconds since 1970; null while no answer has told. */
  now(): number | null
  /** Takes the time from the `Date` of an answer. */
  takeFrom(headers: Headers): void
  /** Takes the time, in milliseconds since 1970, of a token that the server has just made. Ignored where answers tell their `Date`. */
  takeFromToken(issuedAt: number): void
}

export interface DeviceClocks {
  /** Milliseconds since 1970. */
  now: () => number
  /** Milliseconds since any moment; never goes back. */
  elapsed?: () => number
}

/**
 * Between two answers both clocks of the device count on, and the later time wins: the wall clock may be set back while the page is open, and
 * the steady one stands still on some systems while the device sleeps. A time that is too late costs a request; one too early, an expired token.
 */
export function createServerClock({ now, elapsed = () => globalThis.performance.now() }: DeviceClocks): ServerClock {
  let known: { serverTime: number; wall: number; steady: number } | null = null
  let hasDate = false
  const take = (serverTime: number) => {
    known = { serverTime, wall: now(), steady: elapsed() }
  }
  return {
    now() {
      return known && known.serverTime + Math.max(now() - known.wall, elapsed() - known.steady)
    },
    takeFrom(headers) {
      const serverTime = Date.parse(headers.get('Date') ?? '')
      if (Number.isNaN(serverTime)) return
      hasDate = true
      take(serverTime)
    },
    takeFromToken(issuedAt) {
      if (!hasDate) take(issuedAt)
    },
  }
}
