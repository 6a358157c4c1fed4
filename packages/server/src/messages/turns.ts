import type { Scope } from '../http/scope.ts'

/** Text messages to one country that one process writes at the same time. More would only wait in the database, each with a connection of its own. */
const atOnce = 3

interface Line {
  running: number
  waiting: (() => void)[]
}

const lines = new WeakMap<object, Map<string, Line>>()

/**
 * Waits for a turn before a message takes a connection. All messages of an instance to one country take from the same counters, so their transactions
 * run one after the other at the end; thirty at once kept all connections, and some waited longer than the database allows (R139).
 */
export async function inTurn<Result>(
  { context, instance }: Pick<Scope, 'context' | 'instance'>,
  country: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const all = lines.get(context) ?? new Map<string, Line>()
  lines.set(context, all)
  const name = `${instance.id}|${country}`
  const line = all.get(name) ?? { running: 0, waiting: [] }
  all.set(name, line)
  if (line.running < atOnce) line.running++
  // Whoever is done hands its turn on.
  else await new Promise<void>((resolve) => line.waiting.push(resolve))
  try {
    return await work()
  } finally {
    const next = line.waiting.shift()
    if (next) next()
    else if (--line.running === 0) all.delete(name)
  }
}
