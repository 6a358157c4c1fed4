/** Consecutive failures that open a transport, and how long it is left alone then (R137). */
const most = 5
const pause = 30_000

/** Keeps messages from waiting for a provider that is down. Each process learns by itself: what it saw is what it acts on. */
export class Breaker {
  #failures = 0
  #openUntil = 0

  isOpen(now: number): boolean {
    return now < this.#openUntil
  }

  /** When the pause it is in ends; null while it is closed. */
  pausedUntil(now: number): number | null {
    return this.isOpen(now) ? this.#openUntil : null
  }

  /** After the pause one more failure opens it again: the first message through is the probe. Who asks for a rest gets it at once. */
  failed(now: number, rest = 0): void {
    this.#failures += 1
    const wanted = this.#failures >= most ? Math.max(pause, rest) : rest
    this.#openUntil = Math.max(this.#openUntil, now + wanted)
  }

  succeeded(): void {
    this.#failures = 0
    this.#openUntil = 0
  }
}

const breakers = new WeakMap<object, Breaker>()

/** The one breaker of a transport in this process, for the worker that acts on it and the dashboard that shows it. */
export function breakerOf(sender: object): Breaker {
  const known = breakers.get(sender)
  if (known) return known
  const breaker = new Breaker()
  breakers.set(sender, breaker)
  return breaker
}
