import { request as requestPlain } from 'node:http'
import { request as requestTls } from 'node:https'
import type { LookupFunction } from 'node:net'
import type { Readable } from 'node:stream'
import { TransportError } from './transport.ts'

export interface Answer {
  status: number
  /** What of the body could be read, at most 64 kB. */
  text: string
  retryAfterSeconds: number | undefined
}

export interface Request {
  /** The sender's name, for errors. */
  name: string
  url: URL
  headers: Record<string, string>
  body: string
  /** Says where the host's name leads, in place of the system's resolver. */
  lookup?: LookupFunction | undefined
  /** PEM of an authority to trust instead of the public ones. */
  ca?: string | undefined
}

/**
 * One POST on one connection: follows no redirect, reuses nothing. On a reused connection the server's good-bye crosses our
 * request, and nobody can tell whether the message was accepted; `fetch` does not say whether it had connected at all.
 */
export function post({ name, url, headers, body, lookup, ca }: Request, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let isConnected = false
    let isAnswered = false
    const fail = (why: string) => {
      if (!isAnswered) reject(new TransportError(isConnected ? 'ambiguous' : 'failed', `${name}: ${why}`))
    }
    if (signal.aborted) return fail('stopped before it connected')

    const isTls = url.protocol === 'https:'
    const request = (isTls ? requestTls : requestPlain)(url, {
      method: 'POST',
      agent: false,
      ...(lookup && { lookup }),
      ...(ca && { ca }),
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    })
    const stop = () => request.destroy()
    signal.addEventListener('abort', stop, { once: true })
    request.on('socket', (socket) => {
      // From here on the request may have left the machine: Node flushes it in the same turn.
      socket.once(isTls ? 'secureConnect' : 'connect', () => {
        isConnected = true
      })
    })
    request.on('error', (error) => fail(signal.aborted ? 'no answer in time' : connectionProblem(error)))
    request.on('close', () => {
      signal.removeEventListener('abort', stop)
      fail(signal.aborted ? 'no answer in time' : 'the connection was closed without an answer')
    })
    request.on('response', async (response) => {
      isAnswered = true
      const text = await readSome(response)
      resolve({
        status: response.statusCode ?? 0,
        text,
        retryAfterSeconds: retryAfter(response.headers['retry-after']),
      })
    })
    request.end(body)
  })
}

const most = 65_536

/** A body that breaks off, or never ends, does not undo its status. */
async function readSome(stream: Readable): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  try {
    for await (const chunk of stream) {
      chunks.push(chunk)
      length += chunk.length
      if (length >= most) break
    }
  } catch {}
  return Buffer.concat(chunks).subarray(0, most).toString()
}

/** The error's code only: its text can hold addresses of the inner network. */
export function connectionProblem(error: Error): string {
  const code = 'code' in error && typeof error.code === 'string' && /^[A-Z0-9_]{1,60}$/.test(error.code)
  return code ? `the connection failed (${(error as NodeJS.ErrnoException).code})` : 'the connection failed'
}

function retryAfter(header: string | undefined): number | undefined {
  return header !== undefined && /^[0-9]{1,6}$/.test(header) ? Math.min(Number(header), 3600) : undefined
}
