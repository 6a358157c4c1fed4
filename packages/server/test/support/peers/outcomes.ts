import { setTimeout as wait } from 'node:timers/promises'
import { TransportError } from '../../../src/transports/transport.ts'

/** The error that a send ended with, or a failure of the test when it ended well. */
export async function errorOf(sending: Promise<unknown>): Promise<TransportError> {
  const ended: unknown = await sending.then(
    (result) => new Error(`It was sent: ${JSON.stringify(result)}`),
    (error: unknown) => error,
  )
  if (ended instanceof TransportError) return ended
  throw ended
}

/** Everything about an error that could end up in a log. */
export function allWords(error: Error): string {
  return [error.message, error.stack, JSON.stringify(error), String(error.cause), ...Object.values(error)].join('\n')
}

export async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; tries < 200; tries++) {
    if (isSo()) return
    await wait(10)
  }
  throw new Error('It did not happen within two seconds.')
}

export const sms = {
  id: 'msg_1',
  to: '+4915112345678',
  body: '424242 is your code',
  country: 'DE',
  createdAt: 1_790_000_000_000,
  lifeSeconds: null,
}
