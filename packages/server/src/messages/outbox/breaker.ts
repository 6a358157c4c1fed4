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

  /** After the pause one more failure opens it again: the first message through is the probe. */
  failed(now: number): void {
    this.#failures += 1
    if (this.#failures >= most) this.#openUntil = now + pause
  }

  succeeded(): void {
    this.#failures = 0
    this.#openUntil = 0
  }
}
