import { performance } from 'node:perf_hooks'
import type { Network } from '../lib/network.ts'
import { inTime } from '../transports/in-time.ts'
import { post } from '../transports/post.ts'
import { TransportError } from '../transports/transport.ts'
import { isTaken } from './schedule.ts'
import { checkedAddress, type Place } from './target.ts'

export interface Tried {
  /** Null when there was no answer. */
  status: number | null
  /** In our own words; null when it was taken. */
  problem: string | null
  restMilliseconds: number
  milliseconds: number
}

export interface Request {
  url: string
  headers: Record<string, string>
  body: string
}

/** One try: to the address that was checked, past any proxy, following no redirect; of the answer nothing but its status is kept. */
export async function handOver(network: Network, place: Place, request: Request, timeout: number): Promise<Tried> {
  const startedAt = performance.now()
  const tried = await ask(network, place, request, timeout).catch((error: unknown) => ({
    status: null,
    problem: error instanceof TransportError ? error.message : 'The try had a fault.',
    restMilliseconds: 0,
  }))
  return { ...tried, milliseconds: Math.round(performance.now() - startedAt) }
}

async function ask(network: Network, place: Place, { url, headers, body }: Request, timeout: number) {
  const target = new URL(url)
  const work = async (signal: AbortSignal) => {
    const { address, family } = await checkedAddress(network, target, place)
    const lookup = (_: string, { all }: { all?: boolean | undefined }, done: (...answer: never[]) => void) =>
      (done as (error: null, ...answer: unknown[]) => void)(
        null,
        ...(all ? [[{ address, family }]] : [address, family]),
      )
    return post({ name: 'the receiver', url: target, headers, body, lookup, ca: network.ca }, signal)
  }
  const { status, retryAfterSeconds = 0 } = await inTime(work, timeout, 'The receiver did not answer in time.')
  const problem = isTaken(status) ? null : `the receiver: answered ${status}`
  return { status, problem, restMilliseconds: retryAfterSeconds * 1000 }
}
