import type { AddressInfo } from 'node:net'
import { createServer, type Pdu, type Session } from 'smpp'

/** A message centre from a package that is none of ours. */
export interface Centre {
  port: number
  sessions: Session[]
  binds: Pdu[]
  submitted: Pdu[]
  enquiries: number
  close(): Promise<void>
}

export type OnSubmit = (pdu: Pdu, session: Session) => void
export const acceptSubmit: OnSubmit = (pdu, session) => session.send(pdu.response({ message_id: 'm-1' }))

export async function listenSmpp(
  onSubmit: OnSubmit = acceptSubmit,
  { bindStatus = 0, tls }: { bindStatus?: number; tls?: { key: string; cert: string } } = {},
): Promise<Centre> {
  const centre: Centre = { port: 0, sessions: [], binds: [], submitted: [], enquiries: 0, close }
  const onSession = (session: Session) => {
    centre.sessions.push(session)
    const answer = (pdu: Pdu) => session.send(pdu.response())
    session
      .on('error', () => {})
      .on('close', () => centre.sessions.splice(centre.sessions.indexOf(session), 1))
      .on('bind_transceiver', (pdu) => {
        centre.binds.push(pdu)
        session.send(pdu.response({ command_status: bindStatus }))
      })
      .on('submit_sm', (pdu) => {
        centre.submitted.push(pdu)
        onSubmit(pdu, session)
      })
      .on('unbind', answer)
      .on('enquire_link', (pdu) => {
        centre.enquiries += 1
        answer(pdu)
      })
  }
  const server = tls ? createServer(tls, onSession) : createServer(onSession)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  centre.port = (server.address() as AddressInfo).port

  async function close(): Promise<void> {
    for (const session of [...centre.sessions]) session.socket.destroy()
    await new Promise((resolve) => server.close(resolve))
  }
  return centre
}

/** What a centre says later about a message, and its wait for our acknowledgement. */
export function deliver(session: Session, id: string, stat: string): Promise<Pdu> {
  const text = `id:${id} sub:001 dlvrd:001 submit date:2601010000 done date:2601010000 stat:${stat} err:000 text:`
  return new Promise((resolve) =>
    session.deliver_sm({ source_addr: '49151', destination_addr: '1555', esm_class: 4, short_message: text }, resolve),
  )
}
