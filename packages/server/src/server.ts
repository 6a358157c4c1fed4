import { createServer, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { AppError } from '@countersign/contract'
import { getRequestListener } from '@hono/node-server'
import { createApp } from './app.ts'
import type { Context } from './context.ts'
import { jsonAnswer } from './http/answer.ts'
import { errorEnvelope } from './http/errors.ts'
import { hasOneHost } from './http/host-header.ts'
import { newId } from './lib/ids.ts'
import { StartupError } from './lib/startup-error.ts'

export interface RunningServer {
  /** Takes no new connection, lets running requests finish, at most for ten seconds. */
  stop(): Promise<void>
}

const drainMilliseconds = 10_000

/** Listens with the limits that keep slow and greedy clients from hurting the others (R120). */
export async function listen(context: Context): Promise<RunningServer> {
  const app = createApp(context)
  const secure = context.config.url.startsWith('https:')
  const malformed = () =>
    jsonAnswer(
      400,
      errorEnvelope(new AppError('request_malformed', { reason: 'its address is wrong' }), newId('req', context)),
      { secure },
    )
  const listener = getRequestListener((request, env) => app.fetch(request, env), {
    errorHandler: malformed,
  })
  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      keepAliveTimeout: 65_000,
      maxHeaderSize: 16 * 1024,
      connectionsCheckingInterval: 2_000,
      // An obsolete line folding is how two parsers come to disagree.
      insecureHTTPParser: false,
      requireHostHeader: true,
    },
    (incoming, outgoing) => {
      if (hasOneHost(incoming)) return void listener(incoming, outgoing)
      refuse(Object.assign(new Error('more than one host'), { code: 'HOST_AMBIGUOUS' }), incoming.socket)
    },
  )
  server.maxRequestsPerSocket = 100
  server.maxConnections = 10_000
  // The parser only refuses what comes after the hundredth request; the connection itself must go too.
  server.on('dropRequest', (_request, socket) => setTimeout(() => socket.destroy(), drainMilliseconds / 10).unref())
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => refuse(error, socket))
  await start(server, context)
  return { stop: () => stop(server) }
}

function start(server: Server, { config }: Context): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why =
        cause.code === 'EADDRINUSE'
          ? 'something else is listening there. Stop it, or set PORT to a free port'
          : cause.message
      reject(new StartupError(`Cannot listen on ${config.host}:${config.port}: ${why}.`, { cause }))
    })
    server.listen(config.port, config.host, () => resolve())
  })
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const late = setTimeout(() => server.closeAllConnections(), drainMilliseconds)
    // A connection that has had its answer would otherwise be kept for the next request that never comes.
    const idle = setInterval(() => server.closeIdleConnections(), 50)
    server.close(() => {
      clearTimeout(late)
      clearInterval(idle)
      resolve()
    })
  })
}

const statusLines: Record<string, string> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

/** What the HTTP parser refuses never becomes a request; it is answered here, with nothing of what was sent. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const line = statusLines[error.code ?? ''] ?? '400 Bad Request'
  const body = JSON.stringify({
    errors: [
      {
        code: 'request_malformed',
        message: 'malformed request',
        long_message: 'The request could not be read.',
        meta: {},
      },
    ],
  })
  socket.end(
    `HTTP/1.1 ${line}\r\nConnection: close\r\nContent-Type: application/json\r\nX-Content-Type-Options: nosniff\r\n` +
      `Cache-Control: no-store\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}
