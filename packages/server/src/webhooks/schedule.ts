const minute = 60_000
const hour = 60 * minute

/** Waits after each failed try, as the Standard Webhooks specification advises; the first try is at once. */
export const waits = [5_000, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 10 * hour] as const
export const mostTries = waits.length + 1
/** An endpoint that took nothing for so long is not asked any more. */
export const patience = 5 * 24 * hour

export interface Answered {
  /** Null when there was no answer. */
  status: number | null
  /** When it wants to be asked again, from now. */
  restMilliseconds: number
}

export type Next =
  | { status: 'delivered'; next_at: null }
  | { status: 'queued'; next_at: number }
  | { status: 'failed'; next_at: null }

/** What follows from a try: `tries` counts it. A receiver that is gone is not tried again. */
export function nextAfter({ status, restMilliseconds }: Answered, tries: number, now: number): Next {
  if (isTaken(status)) return { status: 'delivered', next_at: null }
  const wait = status === gone ? undefined : waits[tries - 1]
  if (wait === undefined) return { status: 'failed', next_at: null }
  return { status: 'queued', next_at: now + Math.max(wait, restMilliseconds) }
}

const gone = 410

export function isTaken(status: number | null): boolean {
  return status !== null && status >= 200 && status < 300
}

/** Why an endpoint is switched off after a try that failed; null while it is not. */
export function whyDisabled(status: number | null, failingSince: number, now: number): 'gone' | 'failing' | null {
  if (status === gone) return 'gone'
  return now - failingSince >= patience ? 'failing' : null
}
