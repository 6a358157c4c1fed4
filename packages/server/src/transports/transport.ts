/** What every driver does: hand ONE message to a provider, now. When to try again, and with whom, is decided by the caller. */
export interface Sender<Message> {
  /** For logs and screens; never holds a credential. */
  readonly name: string
  /** Rejects with a `TransportError` and nothing else. When `signal` aborts, the connection is let go at once. */
  send(message: Message, signal: AbortSignal): Promise<SendResult>
  close(): Promise<void>
}

export interface SmsMessage {
  id: string
  /** E.164. */
  to: string
  body: string
  country: string
  createdAt: number
  /** Seconds until the text is of no use any more, such as the rest of a code's life; null = it stays of use. */
  lifeSeconds: number | null
}

export interface MailMessage {
  id: string
  to: string
  subject: string
  text: string
  html?: string
  headers?: Record<string, string>
}

export type SendResult = { providerId: string | null }

/**
 * - refused: this message will never be accepted, by anybody (no such number);
 * - failed: certainly not accepted, another transport may be tried;
 * - ambiguous: it was written and no answer could be read, so it may have been accepted.
 */
export type Outcome = 'refused' | 'failed' | 'ambiguous'

/**
 * Its message is written by us alone and has no cause: a provider's own words, or a client library's, may repeat the
 * number, the text with its code, or the credentials.
 */
export class TransportError extends Error {
  readonly outcome: Outcome
  readonly retryAfterSeconds?: number

  constructor(outcome: Outcome, message: string, retryAfterSeconds?: number) {
    super(message)
    this.name = 'TransportError'
    this.outcome = outcome
    if (retryAfterSeconds !== undefined) this.retryAfterSeconds = retryAfterSeconds
  }
}

/** What became of a message that a provider told us about later. */
export interface Receipt {
  /** Name of the sender it is about. */
  transport: string
  /** What `send` returned for it. */
  providerId: string
  status: 'delivered' | 'failed' | 'pending' | 'unknown'
}

/** Told what became of a message. False asks the provider to tell it again later; it never rejects. */
export type OnReceipt = (receipt: Receipt) => Promise<boolean>

/** A number that is none could carry a second recipient or another field's bytes; no provider gets to see it. */
export function requireNumber(to: string): void {
  if (!/^\+[1-9][0-9]{4,14}$/.test(to)) throw new TransportError('refused', 'The recipient is not a telephone number.')
}
