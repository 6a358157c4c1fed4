import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, createServer as createSocketServer, type Socket } from 'node:net'

export interface Received {
  method: string
  path: string
  headers: IncomingMessage['headers']
  body: string
}

export interface Peer {
  base: string
  requests: Received[]
  /** Connections that are open right now. */
  open(): number
  close(): Promise<void>
}

/** A provider on a port of its own, over TLS with a certificate; `answer` is called when the whole request has arrived. */
export async function listenHttp(
  answer: (response: ServerResponse, request: Received, socket: Socket) => void,
  tls?: { key: string; cert: string },
): Promise<Peer> {
  const requests: Received[] = []
  const onRequest = async (request: IncomingMessage, response: ServerResponse) => {
    let body = ''
    for await (const chunk of request.setEncoding('utf8')) body += chunk
    const received = { method: request.method ?? '', path: request.url ?? '', headers: request.headers, body }
    requests.push(received)
    answer(response, received, request.socket)
  }
  const server = tls ? createTlsServer(tls, onRequest) : createServer(onRequest)
  return listening(server, requests)
}

/** A provider that speaks no HTTP: `greet` gets each connection. */
export async function listenRaw(greet: (socket: Socket) => unknown): Promise<Peer> {
  return listening(createSocketServer(greet), [])
}

async function listening(server: ReturnType<typeof createSocketServer>, requests: Received[]): Promise<Peer> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    open: () => sockets.size,
    async close() {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
