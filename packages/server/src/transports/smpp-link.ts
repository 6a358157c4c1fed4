import { connect, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { SmppConfig } from './parse.ts'
import { connectionProblem } from './post.ts'
import { bindBody } from './smpp-bodies.ts'
import { commands, encodePdu, isResponse, type Pdu, PduReader, responseOf } from './smpp-pdu.ts'
import { TransportError } from './transport.ts'

export interface SmppTiming {
  /** Between two enquire_link; one that is unanswered when the next is due ends the connection. */
  enquireMs: number
  /** How long connecting and binding may take. */
  bindMs: number
}

export interface SmppEvents {
  /** False: it is to be sent again later. Never rejects. */
  onDeliver(body: Buffer): Promise<boolean>
  /** It has lasted long enough to be asked, and answered. */
  onAlive(): void
  /** Called once, whatever ended the connection. */
  onClose(): void
}

interface Waiting {
  command: number
  resolve(pdu: Pdu): void
  reject(error: TransportError): void
}

const empty = Buffer.alloc(0)
/** 5.1.3: no such command; ESME_RX_T_APPN, come again later. */
const unknownCommand = 0x03
const temporaryFault = 0x64

/** One connection, from connect to close; it never comes back. */
export class SmppLink {
  readonly name: string
  private readonly events: SmppEvents
  private readonly socket: Socket
  private readonly waiting = new Map<number, Waiting>()
  private readonly reader = new PduReader()
  private sequence = 0
  private isConnected = false
  private isClosed = false
  private readonly timers: NodeJS.Timeout[] = []

  private constructor(name: string, socket: Socket, events: SmppEvents) {
    this.name = name
    this.events = events
    this.socket = socket.setNoDelay(true)
    let problem = 'the connection was closed without an answer'
    socket.on('connect', () => {
      this.isConnected = true
    })
    socket.on('data', (chunk) => {
      try {
        for (const pdu of this.reader.read(chunk)) this.take(pdu)
      } catch {
        problem = 'the answer is no SMPP'
        socket.destroy()
      }
    })
    socket.on('error', (error) => {
      problem = connectionProblem(error)
    })
    socket.on('end', () => socket.destroy())
    socket.on('close', () => {
      this.isClosed = true
      for (const timer of this.timers) clearTimeout(timer)
      for (const { reject } of this.waiting.values())
        reject(new TransportError(this.isConnected ? 'ambiguous' : 'failed', `${name}: ${problem}`))
      this.waiting.clear()
      events.onClose()
    })
  }

  /** Connects and binds. Nothing but a `failed` comes out of it: no message was written yet. */
  static async open(
    name: string,
    config: SmppConfig,
    timing: SmppTiming,
    events: SmppEvents,
    signal: AbortSignal,
    ca?: string,
  ): Promise<SmppLink> {
    const link = new SmppLink(name, dial(config, ca), events)
    const late = setTimeout(() => link.destroy(), timing.bindMs)
    link.timers.push(late)
    const stop = () => link.destroy()
    signal.addEventListener('abort', stop, { once: true })
    try {
      const { status } = await link.request(commands.bindTransceiver, bindBody(config))
      if (status !== 0) throw new TransportError('failed', `${name}: the bind was refused (${hex(status)})`)
    } catch (error) {
      link.destroy()
      throw new TransportError('failed', error instanceof TransportError ? error.message : `${name}: cannot bind`)
    } finally {
      clearTimeout(late)
      signal.removeEventListener('abort', stop)
    }
    link.keepAlive(timing.enquireMs)
    return link
  }

  get isOpen(): boolean {
    return !this.isClosed && !this.socket.destroyed
  }

  /** Resolves to the answer with our number. When `signal` aborts, the answer is not waited for any longer. */
  request(command: number, body: Buffer, signal?: AbortSignal): Promise<Pdu> {
    return new Promise((resolve, reject) => {
      if (!this.isOpen || signal?.aborted) return reject(new TransportError('failed', `${this.name}: not connected`))
      this.sequence = (this.sequence % 0x7fffffff) + 1
      const sequence = this.sequence
      const stop = () => {
        this.waiting.delete(sequence)
        // A connection on which nothing else waits is let go; one that others use is judged by enquire_link.
        if (this.waiting.size === 0) this.destroy()
        reject(new TransportError('ambiguous', `${this.name}: no answer in time`))
      }
      const settle = () => signal?.removeEventListener('abort', stop)
      this.waiting.set(sequence, {
        command,
        resolve: (pdu) => {
          settle()
          resolve(pdu)
        },
        reject: (error) => {
          settle()
          reject(error)
        },
      })
      signal?.addEventListener('abort', stop, { once: true })
      this.write({ command, status: 0, sequence, body })
    })
  }

  destroy(): void {
    this.socket.destroy()
  }

  /** Says good-bye, for a second at most. */
  async close(): Promise<void> {
    if (!this.isOpen) return
    const late = setTimeout(() => this.destroy(), 1000)
    await this.request(commands.unbind, empty).catch(() => {})
    clearTimeout(late)
    this.destroy()
  }

  private take(pdu: Pdu): void {
    const { command, sequence } = pdu
    if (isResponse(pdu)) this.settle(pdu)
    else if (command === commands.deliverSm) void this.answerDelivery(pdu)
    else if (command === commands.enquireLink || command === commands.unbind) {
      this.write({ command: responseOf(command), status: 0, sequence, body: empty })
      if (command === commands.unbind) this.socket.end()
    } else this.write({ command: commands.genericNack, status: unknownCommand, sequence, body: empty })
  }

  /** Answered when it is in safe hands: what was acknowledged is never sent again. */
  private async answerDelivery({ command, sequence, body }: Pdu): Promise<void> {
    const status = (await this.events.onDeliver(body)) ? 0 : temporaryFault
    this.write({ command: responseOf(command), status, sequence, body: Buffer.alloc(1) })
  }

  private settle(pdu: Pdu): void {
    const waiting = this.waiting.get(pdu.sequence)
    this.waiting.delete(pdu.sequence)
    if (pdu.command === commands.genericNack || pdu.command === responseOf(waiting?.command ?? 0)) waiting?.resolve(pdu)
    else waiting?.reject(new TransportError('ambiguous', `${this.name}: answered with something else`))
  }

  private write(pdu: Pdu): void {
    if (this.socket.writable) this.socket.write(encodePdu(pdu))
  }

  private keepAlive(enquireMs: number): void {
    let isAnswered = true
    const timer = setInterval(() => {
      if (!isAnswered) return this.destroy()
      isAnswered = false
      this.request(commands.enquireLink, empty).then(
        () => {
          isAnswered = true
          this.events.onAlive()
        },
        () => {},
      )
    }, enquireMs)
    this.timers.push(timer.unref())
  }
}

/** With TLS nothing is written before the certificate was checked: the bind has the password in it. */
function dial({ host, port, isTls }: SmppConfig, ca: string | undefined): Socket {
  if (!isTls) return connect({ host, port })
  const named = isIP(host) === 0 ? { servername: host } : {}
  return connectTls({ host, port, ...named, minVersion: 'TLSv1.2', ...(ca && { ca }) })
}

export const hex = (status: number) => `0x${status.toString(16).toUpperCase().padStart(2, '0')}`
