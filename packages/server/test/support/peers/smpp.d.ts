/** The little of the package that the message centre of the tests uses; it comes without types. */
declare module 'smpp' {
  import type { EventEmitter } from 'node:events'
  import type { Server as NetServer, Socket } from 'node:net'

  export interface Pdu {
    command: string
    sequence_number: number
    command_status?: number
    system_id?: string
    password?: string
    source_addr?: string
    source_addr_ton?: number
    source_addr_npi?: number
    destination_addr?: string
    dest_addr_ton?: number
    dest_addr_npi?: number
    registered_delivery?: number
    data_coding?: number
    short_message?: { message: string | Buffer }
    message_payload?: { message: string | Buffer }
    response(options?: Record<string, unknown>): Pdu
  }
  export interface Session extends EventEmitter {
    socket: Socket
    send(pdu: Pdu): boolean
    deliver_sm(options: Record<string, unknown>, answered?: (pdu: Pdu) => void): boolean
    enquire_link(answered?: (pdu: Pdu) => void): boolean
    on(event: string, listener: (pdu: Pdu) => void): this
  }
  export function createServer(listener: (session: Session) => void): NetServer
  export function createServer(options: { key: string; cert: string }, listener: (session: Session) => void): NetServer
}
