import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { AppError } from '@countersign/contract'
import { getRequestListener } from '@hono/node-server'
import { createApp } from './app.ts'
import type { Context } from './context.ts'
import { jsonAnswer } from './http/answer.ts'
import { addressKey, isTrustedProxy } from './http/client-address.ts'
import { boundsFor, type ConnectionBounds, createConnections, descriptorLimit } from './http/connections.ts'
import { errorEnvelope } from './http/errors.ts'
import { hasOneHost } from './http/host-header.ts'
import { newId } from './lib/ids.ts'
import { StartupError } from './lib/startup-error.ts'

export interface RunningServer {
  /** Takes no new connection, lets running requests finish, at most for ten seconds. */
  stop(): Promise<void>
  /** The one it listens on, also where the system chose it. */
  port: number
  openConnections(): number
}

const drainMilliseconds = 10_000

/** How long a client may take for each thing, in milliseconds. */
export interface Deadlines {
  headers: number
  /** Headers and body. */
  request: number
  /** For the next request on the same connection. */
  idle: number
  /** For reading an answer: nothing is written for so long because the client takes nothing. */
  stalled: number
  /** For closing a connection that was refused. Without it a client that never closes keeps its descriptor. */
  refused: number
  /** Between two looks for connections that are late. */
  check: number
}

const usualDeadlines: Deadlines = {
  headers: 10_000,
  request: 30_000,
  idle: 65_000,
  stalled: 70_000,
  refused: 1_000,
  check: 2_000,
}

/** Listens with the limits that keep slow and greedy clients from hurting the others (R120). */
export async function listen(
  context: Context,
  given: { deadlines?: Partial<Deadlines>; bounds?: ConnectionBounds } = {},
): Promise<RunningServer> {
  const deadlines = { ...usualDeadlines, ...given.deadlines }
  const bounds = given.bounds ?? boundsFor(descriptorLimit())
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
    // Load balancers check health in HTTP/1.0 without `Host` (HAProxy does by default): such a request is one to the base URL.
    hostname: new URL(context.config.url).host,
  })
  const server = createServer(
    {
      headersTimeout: deadlines.headers,
      requestTimeout: deadlines.request,
      keepAliveTimeout: deadlines.idle,
      maxHeaderSize: 16 * 1024,
      connectionsCheckingInterval: deadlines.check,
      // An obsolete line folding is how two parsers come to disagree.
      insecureHTTPParser: false,
      requireHostHeader: true,
    },
    (incoming, outgoing) => {
      if (hasOneHost(incoming)) return void listener(incoming, outgoing)
      const ambiguous = Object.assign(new Error('more than one host'), { code: 'HOST_AMBIGUOUS' })
      refuse(ambiguous, incoming.socket, deadlines.refused)
    },
  )
  server.maxRequestsPerSocket = 100
  server.timeout = deadlines.stalled
  const connections = bindConnections(server, context, bounds)
  // The parser only refuses what comes after the hundredth request; the connection itself must go too.
  server.on('dropRequest', (_request, socket) => setTimeout(() => socket.destroy(), drainMilliseconds / 10).unref())
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => refuse(error, socket, deadlines.refused))
  await start(server, context)
  const address = server.address()
  const port = typeof address === 'object' && address ? address.port : context.config.port
  return { stop: () => stop(server), port, openConnections: connections.count }
}

/** Counts connections by address, and ends at once what is beyond the bounds. */
function bindConnections(server: Server, { config }: Context, bounds: ConnectionBounds) {
  const connections = createConnections(bounds)
  const running = new WeakMap<Socket, number>()
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress?.replace(/^::ffff:/, '') ?? ''
    const key = addressKey(address)
    const connection = { isBusy: () => (running.get(socket) ?? 0) > 0, destroy: () => void socket.destroy() }
    if (!connections.admit(key, connection, isTrustedProxy(address, config.trustedProxies))) {
      socket.destroy()
      return
    }
    socket.once('close', () => connections.closed(key, connection))
  })
  server.on('request', ({ socket }: IncomingMessage, answer: ServerResponse) => {
    running.set(socket, (running.get(socket) ?? 0) + 1)
    answer.once('close', () => running.set(socket, (running.get(socket) ?? 1) - 1))
  })
  return connections
}

const whyNotListening: Record<string, string> = {
  EADDRINUSE: 'something else is listening there. Stop it, or set PORT to a free port',
  EACCES: 'this user may not use that port. Set PORT to a port above 1023',
  EADDRNOTAVAIL: 'that is no address of this machine. Set HOST to one, such as 127.0.0.1 or 0.0.0.0',
  ENOTFOUND: 'that host name is unknown. Set HOST to an address of this machine, such as 127.0.0.1 or 0.0.0.0',
}

function start(server: Server, { config }: Context): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const why = whyNotListening[cause.code ?? ''] ?? cause.message
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
function refuse(error: NodeJS.ErrnoException, socket: Socket, milliseconds: number): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  setTimeout(() => socket.destroy(), milliseconds).unref()
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
