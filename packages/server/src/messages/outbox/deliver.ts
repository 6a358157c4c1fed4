import { inTime } from '../../transports/in-time.ts'
import { type Sender, TransportError } from '../../transports/transport.ts'
import type { Breaker } from './breaker.ts'

export interface Line<Message> {
  sender: Sender<Message>
  breaker: Breaker
}

/** A try that failed, even where another transport took the message after it. */
export interface Failure {
  at: number
  transport: string
  problem: string
}

export type Delivered = (
  | { outcome: 'sent'; transport: string; providerId: string | null }
  | { outcome: 'refused'; transport: string; problem: string }
  /** `rest`: milliseconds after which the first of them wants to be asked again. */
  | { outcome: 'failed'; transport: string | null; problem: string; rest: number }
) & { failures: Failure[] }

export interface DeliverOptions {
  now(): number
  /** Asked before every try but the first: a code that dies on its way is worse than none. */
  isWorthIt(now: number): boolean
  timeout: number
}

/** The longest rest that a provider gets for the asking; a code lives minutes. */
const longestRest = 60_000

/**
 * One round: the first transport that takes the message ends it, a failure or a timeout goes straight on to the next, and only where there is
 * no other is the same one tried again, unless it asked for a rest. A transport whose breaker is open is left out, unless all are.
 */
export async function deliver<Message>(
  lines: readonly Line<Message>[],
  message: Message,
  options: DeliverOptions,
): Promise<Delivered> {
  const closed = lines.filter(({ breaker }) => !breaker.isOpen(options.now()))
  const usable = closed.length > 0 ? closed : lines
  const order = usable.length === 1 ? [...usable, ...usable] : usable
  const failures: Failure[] = []
  let last: Extract<Delivered, { outcome: 'failed' }> = {
    outcome: 'failed',
    transport: null,
    problem: 'No transport was ready.',
    rest: 0,
    failures,
  }
  for (const [index, { sender, breaker }] of order.entries()) {
    if (index > 0 && !options.isWorthIt(options.now())) break
    if (index > 0 && usable.length === 1 && last.rest > 0) break
    try {
      const { providerId } = await inTime((signal) => sender.send(message, signal), options.timeout)
      breaker.succeeded()
      return { outcome: 'sent', transport: sender.name, providerId, failures }
    } catch (error) {
      const { outcome, message: problem, retryAfterSeconds = 0 } = asTransportError(error)
      failures.push({ at: options.now(), transport: sender.name, problem })
      if (outcome === 'refused') return { outcome, transport: sender.name, problem, failures }
      const rest = Math.min(retryAfterSeconds * 1000, longestRest)
      breaker.failed(options.now(), rest)
      last = {
        ...last,
        ...{ transport: sender.name, problem, rest: index > 0 ? Math.min(rest, last.rest) : rest },
      }
    }
  }
  return last
}

export type Tried =
  | { outcome: 'sent'; providerId: string | null }
  | { outcome: TransportError['outcome']; problem: string }

/** One try with one transport, for somebody who waits for what it says. */
export async function tryOnce<Message>(sender: Sender<Message>, message: Message, timeout: number): Promise<Tried> {
  try {
    const { providerId } = await inTime((signal) => sender.send(message, signal), timeout)
    return { outcome: 'sent', providerId }
  } catch (error) {
    const { outcome, message: problem } = asTransportError(error)
    return { outcome, problem }
  }
}

function asTransportError(error: unknown): TransportError {
  return error instanceof TransportError ? error : new TransportError('failed', 'The transport had a fault.')
}
