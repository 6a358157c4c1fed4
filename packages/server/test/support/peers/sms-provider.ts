import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export type Behave = (request: IncomingMessage, answer: ServerResponse) => void

export const accept: Behave = (_, answer) => void answer.writeHead(200).end('{}')
export const answerWith =
  (status: number): Behave =>
  (_, answer) =>
    void answer.writeHead(status).end('rubbish <>')
export const reset: Behave = (request) => void request.socket.destroy()
export const hang: Behave = () => {}

/** A provider on a socket: notes what it was sent, and behaves as it is told. */
export class SmsProvider {
  readonly got: { id: string; to: string; body: string }[] = []
  behave: Behave = accept
  readonly server: Server

  constructor() {
    this.server = createServer((request, answer) => {
      let text = ''
      request.on('data', (chunk) => {
        text += chunk
      })
      request.on('end', () => {
        this.got.push(JSON.parse(text))
        this.behave(request, answer)
      })
    })
  }

  /** Resolves to its address as a transport. */
  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    return `webhook+http://127.0.0.1:${(this.server.address() as AddressInfo).port}/sms?secret=a-secret-of-the-test`
  }

  stop(): void {
    this.server.closeAllConnections()
    this.server.close()
  }
}
