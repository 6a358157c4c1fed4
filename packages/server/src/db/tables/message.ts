import type { Generated } from 'kysely'

/** `kept`: there is no transport, the message waits in the inbox. */
export type MessageStatus = 'kept' | 'queued' | 'sent' | 'refused' | 'expired'

export interface MessageTable {
  id: string
  instance_id: string
  channel: 'email' | 'sms'
  /** `code` or the name of a notice. */
  kind: string
  destination: string
  destination_key: string
  /** JSON of subject, body and code; emptied once the message of a production instance is out of our hands (R18). */
  content_sealed: string
  created_at: number
  status: Generated<MessageStatus>
  /** 1 where the inbox shows it, in development instances: its text stays after sending. */
  is_kept: Generated<number>
  /** Of the number, ISO 3166-1. */
  country: string | null
  /** Rounds over all transports so far. */
  tries: Generated<number>
  /** When a queued message is due; while a server works on it, when another one may take it over. */
  next_at: number | null
  /** After this there is no use in sending it. */
  expires_at: number | null
  /** Name of the transport that took it last. */
  transport: string | null
  provider_id: string | null
  sent_at: number | null
  /** Why the last try failed, in our own words. */
  problem: string | null
  /** JSON of the latest tries that failed, also those before another transport took it: `{ at, transport, problem }`. */
  failures: Generated<string>
  /** What it was counted with, in ten-thousandths of the currency; 0 where nobody is paid. */
  price: Generated<number>
  /** What the provider told later. */
  receipt: 'delivered' | 'failed' | 'pending' | 'unknown' | null
  receipt_at: number | null
}
