/** An entry about one user that decides what they had for the second step. */
export interface FactorEvent {
  event: string
  at: number
  details: string
}

/**
 * The second factors of a user on a day, from the entries about them (oldest first) and what they have now, null when they are gone.
 * Undefined when there was no such user then.
 */
export function factorsAt(
  at: number,
  events: readonly FactorEvent[],
  now: readonly string[] | null,
): readonly string[] | undefined {
  if (events.some((entry) => isBirth(entry) && entry.at > at)) return undefined
  if (events.some((entry) => entry.event === 'user.deleted' && entry.at <= at)) return undefined
  const changes = events.filter((entry) => entry.event === 'second_factors.changed')
  const last = changes.findLast((entry) => entry.at <= at)
  if (last) return read(last).to
  const next = changes.find((entry) => entry.at > at)
  // What never changed is what it is; whoever was deleted without a change had none to lose.
  return next ? read(next).from : (now ?? [])
}

function isBirth({ event }: FactorEvent): boolean {
  return event !== 'user.deleted' && event !== 'second_factors.changed'
}

function read({ details }: FactorEvent): { from: string[]; to: string[] } {
  return JSON.parse(details)
}
