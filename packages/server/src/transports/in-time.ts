import { setTimeout as wait } from 'node:timers/promises'
import { TransportError } from './transport.ts'

/**
 * The driver is told to let go after the timeout, and left behind if it does not: nobody's message waits for somebody else's provider.
 */
export async function inTime<Result>(
  work: (signal: AbortSignal) => Promise<Result>,
  timeout: number,
  problem = 'The provider did not answer in time.',
): Promise<Result> {
  const late = new AbortController()
  const stopped = new AbortController()
  const timer = wait(timeout, undefined, { signal: stopped.signal }).then(
    async () => {
      late.abort()
      await wait(timeout / 10)
      throw new TransportError('ambiguous', problem)
    },
    () => new Promise<never>(() => {}),
  )
  try {
    return await Promise.race([work(late.signal), timer])
  } finally {
    stopped.abort()
  }
}
