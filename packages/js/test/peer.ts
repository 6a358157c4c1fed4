import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { type Countersign, type CountersignOptions, createCountersign } from '../src/index.ts'
import { clientView, environmentView } from './views.ts'

/** The other end of the wire: a real HTTP server that answers what a test has laid out, and remembers what it was asked. */
export interface Peer {
  url: string
  requests: PeerRequest[]
  /** `'POST /client/sign_ins'` → what to answer; later answers for the same route replace earlier ones. */
  on(route: string, answer: PeerAnswer): void
}
export interface PeerRequest {
  method: string
  path: string
  query: Record<string, string>
  contentType: string | undefined
  form: Record<string, string>
}
type PeerAnswer = (request: PeerRequest, response: ServerResponse) => unknown

export async function startPeer(): Promise<Peer> {
  const routes = new Map<string, PeerAnswer>()
  const requests: PeerRequest[] = []
  const server = createServer(async (incoming, response) => {
    const request = await read(incoming)
    requests.push(request)
    const answer = routes.get(`${request.method} ${request.path}`)
    const body = answer ? await answer(request, response) : refuse(response, 404, 'route_not_found', 'No such address.')
    if (response.destroyed || response.writableEnded) return
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const peer: Peer = { url: `http://127.0.0.1:${port}`, requests, on: (route, answer) => routes.set(route, answer) }
  peer.on('GET /v1/environment', () => environmentView())
  peer.on('GET /v1/client', () => ({ response: null, client: null }))
  return peer
}

/** A loaded SDK whose browser has this client, and a peer that forgot the two requests of loading. */
export async function startLoaded(
  client: Parameters<typeof clientView>[0] | null = null,
  options: CountersignOptions = {},
): Promise<{ peer: Peer; countersign: Countersign }> {
  const peer = await startPeer()
  peer.on('GET /v1/client', () => ({ response: client && clientView(client), client: null }))
  const countersign = createCountersign({ url: peer.url, ...options })
  await countersign.load()
  peer.requests.length = 0
  return { peer, countersign }
}

export function refuse(response: ServerResponse, status: number, code: string, sentence: string, more: object = {}) {
  response.statusCode = status
  return {
    errors: [{ code, message: code, long_message: sentence, meta: {} }],
    clerk_trace_id: 'trace_1',
    ...more,
  }
}

async function read(incoming: IncomingMessage): Promise<PeerRequest> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const url = new URL(incoming.url ?? '/', 'http://peer')
  return {
    method: incoming.method ?? '',
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    contentType: incoming.headers['content-type'],
    form: Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString())),
  }
}
