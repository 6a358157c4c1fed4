import type { ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { listenHttp } from './http-peer.ts'
import { listenSmpp } from './message-centre.ts'

/** The ways in which a provider fails while it has a message. */
export const failures = ['late', 'silent', 'error', 'throttled', 'reset', 'rubbish'] as const
export type Failure = (typeof failures)[number]

export const kinds = ['twilio', 'webhook', 'smpp', 'smtp'] as const
export type Kind = (typeof kinds)[number]

/** After the answer nobody waits for any more. */
const lateMilliseconds = 1_500
const rubbish = '\u0016\u0003\u0001 <html>220 welcome</html>\r\n'

export interface Provider {
  /** As a transport in the environment. */
  url: string
  /** What it has read, in order, whether it answered or not. */
  got: { id: string | null; body: string }[]
  /** How it fails; null once it is well. */
  failure: Failure | null
  close(): Promise<void>
}

export function openProvider(kind: Kind, failure: Failure | null): Promise<Provider> {
  const provider: Provider = { url: '', got: [], failure, close: async () => {} }
  if (kind === 'smtp') return listenMail(provider)
  return kind === 'smpp' ? listenCentre(provider) : listenWeb(kind, provider)
}

async function listenWeb(kind: 'twilio' | 'webhook', provider: Provider): Promise<Provider> {
  const sids = ['SM1', 'SM2', 'SM3']
  const peer = await listenHttp((response, { body }, socket) => {
    const form = new URLSearchParams(body)
    provider.got.push(kind === 'twilio' ? { id: null, body: form.get('Body') ?? '' } : JSON.parse(body))
    const accept = () => void response.end(JSON.stringify({ sid: sids.shift() }))
    failWeb(provider.failure, response, socket, accept)
  })
  const [, host] = peer.base.split('//')
  provider.url =
    kind === 'twilio'
      ? `twilio://AC1:token@api.twilio.com?from=+15550100&base=${peer.base}`
      : `webhook+http://${host}/sms?secret=a-secret-of-the-test`
  provider.close = peer.close
  return provider
}

function failWeb(failure: Failure | null, response: ServerResponse, socket: Socket, accept: () => void): void {
  if (failure === null) accept()
  else if (failure === 'late') setTimeout(accept, lateMilliseconds)
  else if (failure === 'error') response.writeHead(500).end('<h1>Sorry</h1>')
  else if (failure === 'throttled') response.writeHead(429, { 'retry-after': '20' }).end()
  else if (failure === 'reset') socket.resetAndDestroy()
  else if (failure === 'rubbish') socket.end(rubbish)
}

async function listenCentre(provider: Provider): Promise<Provider> {
  const ids = ['m-1', 'm-2', 'm-3']
  const centre = await listenSmpp((pdu, session) => {
    const { failure } = provider
    provider.got.push({ id: null, body: String(pdu.short_message?.message) })
    const answer = (command_status: number) => session.send(pdu.response({ command_status, message_id: ids.shift() }))
    if (failure === null) answer(0)
    else if (failure === 'late') setTimeout(() => answer(0), lateMilliseconds)
    else if (failure === 'error') answer(0x08)
    else if (failure === 'throttled') answer(0x58)
    else if (failure === 'reset') session.socket.resetAndDestroy()
    else if (failure === 'rubbish') session.socket.write(rubbish)
  })
  provider.url = `smpp://user:password@127.0.0.1:${centre.port}`
  provider.close = centre.close
  return provider
}

async function listenMail(provider: Provider): Promise<Provider> {
  const sockets = new Set<Socket>()
  const refusal = (responseCode: number) => Object.assign(new Error('Not now.'), { responseCode })
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS', 'AUTH'],
    // Greylisting, and limits, are told at the recipient.
    onRcptTo: (_address, _session, done) => done(provider.failure === 'throttled' ? refusal(450) : null),
    async onData(stream, session, done) {
      const { failure } = provider
      let content = ''
      for await (const chunk of stream.setEncoding('utf8')) content += chunk
      const [id = null] = /(?<=^Message-ID: <)[^@]+/m.exec(content) ?? []
      provider.got.push({ id, body: /\b\d{6}\b/.exec(content.slice(content.indexOf('\r\n\r\n')))?.[0] ?? '' })
      const [socket] = [...sockets].filter(({ remotePort }) => remotePort === session.remotePort)
      if (failure === null) done(null)
      else if (failure === 'late') setTimeout(() => done(null), lateMilliseconds)
      else if (failure === 'error') done(refusal(451))
      else if (failure === 'reset') socket?.resetAndDestroy()
      else if (failure === 'rubbish') socket?.write(rubbish)
    },
  })
  server.on('error', () => {})
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  provider.url = `smtp://127.0.0.1:${(server.server.address() as { port: number }).port}?tls=off`
  provider.close = async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return provider
}
