import type { Readable } from 'node:stream'
import nodemailer, { type NodemailerError, type SMTPPoolOptions } from 'nodemailer'
import type { MailSender } from './mail-sender.ts'
import type { SmtpConfig } from './parse.ts'
import { type MailMessage, type Sender, TransportError } from './transport.ts'

/** Keeps up to five connections. */
export function openSmtp(config: SmtpConfig, from: MailSender, { ca }: { ca?: string } = {}): Sender<MailMessage> {
  const name = `smtp ${config.host}`
  const pool = nodemailer.createTransport(poolOptions(config, ca))
  /** The bytes of each message under way; the server takes the first when it has said yes to sender and recipient. */
  const contents = new WeakMap<AbortSignal, Readable>()
  pool.use('stream', (mail, done) => {
    const create = mail.message.createReadStream.bind(mail.message)
    mail.message.createReadStream = (options) => {
      const content = create(options)
      if (mail.data.signal) contents.set(mail.data.signal, content)
      return content
    }
    done()
  })
  return {
    name,
    async send(message, signal) {
      requireAddress(message.to)
      if (signal.aborted) throw new TransportError('failed', `${name}: stopped before it connected`)
      // One of its own for each message, since the caller may use one signal for many.
      const own = AbortSignal.any([signal])
      try {
        await pool.sendMail({
          ...readable(message),
          from,
          messageId: messageIdOf(message.id, from.address),
          envelope: { from: from.address, to: [message.to] },
          signal: own,
        })
        return { providerId: messageIdOf(message.id, from.address) }
      } catch (error) {
        throw asTransportError(name, error as NodemailerError, contents.get(own)?.readableDidRead === true)
      }
    },
    async close() {
      pool.close()
    },
  }
}

function poolOptions(config: SmtpConfig, ca: string | undefined): SMTPPoolOptions & { pool: true } {
  return {
    pool: true,
    host: config.host,
    port: config.port,
    secure: config.tls === 'implicit',
    // Without it somebody in between strikes STARTTLS from the greeting and reads the password and every code.
    requireTLS: config.tls === 'starttls',
    ignoreTLS: config.tls === 'off',
    tls: { minVersion: 'TLSv1.2', ...(ca && { ca }) },
    ...(config.auth && { auth: { user: config.auth.user, pass: config.auth.password } }),
    // A pooled connection may have ended while idle: one more try, of a message of which no byte was written.
    maxRequeues: 1,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  }
}

/** RFC 3834, 5: no vacation responder or ticket system answers a message that no person wrote; Exchange asks for a name of its own. */
const automatic = [
  { key: 'Auto-Submitted', value: 'auto-generated' },
  { key: 'X-Auto-Response-Suppress', value: 'All' },
]

/** Nothing of a message may begin a new line in its head, where it would be a header (or a recipient) of its own. */
function readable(message: MailMessage) {
  const oneLine = (text: string) => text.replace(/\p{Cc}+/gu, ' ')
  const headers = Object.entries(message.headers ?? {}).map(([key, value]) => ({ key, value: oneLine(value) }))
  const broken = headers.some(({ key }) => !/^[A-Za-z][A-Za-z0-9-]*$/.test(key))
  if (broken) throw new TransportError('refused', 'A header of the mail has a name that is none.')
  return {
    // As an object: a text would be read as a list of recipients.
    to: { name: '', address: message.to },
    subject: oneLine(message.subject),
    text: message.text,
    ...(message.html !== undefined && { html: message.html }),
    headers: [...automatic, ...headers],
  }
}

/** RFC 5322, 3.6.4: ours, so that a mail that goes twice is one to whoever tells them apart by it. */
function messageIdOf(id: string, from: string): string {
  return `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`
}

function requireAddress(to: string): void {
  if (!/^[^\s\p{Cc}@<>()[\]\\,;:"]+@[^\s\p{Cc}@<>()\\,;"]+$/u.test(to))
    throw new TransportError('refused', 'The recipient is not an e-mail address.')
}

/** RFC 5321, 4.2.1: 4yz may pass later (greylisting), 5yz will not; 503 and 530 speak about the session and not the message. */
function asTransportError(name: string, error: NodemailerError, isWritten: boolean): TransportError {
  if (error instanceof TransportError) return error
  const status = error.responseCode
  const isAboutMessage = error.command === 'RCPT TO' || error.code === 'EMESSAGE'
  if (status) {
    const isRefused = isAboutMessage && status >= 500 && status !== 503 && status !== 530
    return new TransportError(isRefused ? 'refused' : 'failed', `${name}: answered ${status}`)
  }
  const why = error.code === 'EABORT' ? 'no answer in time' : `the connection failed (${error.code ?? 'unknown'})`
  return new TransportError(isWritten ? 'ambiguous' : 'failed', `${name}: ${why}`)
}
