/** What the dashboard API answers about messages (snake_case, as on the wire). */
export type Channel = 'sms' | 'email'
export type MessageStatus = 'kept' | 'queued' | 'sent' | 'refused' | 'expired'

export interface SentMessage {
  id: string
  channel: Channel
  /** `code`, `test` or the name of a notice. */
  kind: string
  /** Masked in lists, whole where one message is opened. */
  to: string
  country: string | null
  transport: string | null
  status: MessageStatus
  price: number
  receipt: 'delivered' | 'failed' | 'pending' | 'unknown' | null
  created_at: number
}

export interface MessageTrail extends SentMessage {
  provider_id: string | null
  tries: number
  problem: string | null
  /** The latest tries that failed, oldest first. */
  failures: readonly { at: number; transport: string; problem: string }[]
  /** What the message says; null in production, and after its text was deleted. */
  content: MessageContent | null
  trail: readonly { what: 'created' | 'sent' | 'receipt' | 'tried_next' | 'expires'; at: number }[]
}

export interface MessageContent {
  subject?: string
  body: string
  code?: string
  link?: string
}

export interface MessagePage {
  messages: readonly SentMessage[]
  /** Where the next page begins; null at the end. */
  next: string | null
}

export interface MessageFilter {
  channel: Channel | ''
  status: MessageStatus | ''
  /** A whole address or number. */
  to: string
}

export interface SmsState {
  /** The share of today's budget that was reached. */
  budget_level: 0 | 50 | 80 | 100
  /** Ranges of numbers that get no messages at the moment. */
  paused: number
}

export interface SmsCounts {
  /** Messages with a code. */
  sent: number
  /** Messages without one. */
  notices: number
  answered: number
  refused: number
  spent: number
  saved: number
}

export interface Spending {
  /** `2026-11-24`, oldest first, with no gaps. */
  days: readonly (SmsCounts & { day: string })[]
  countries: readonly (SmsCounts & { country: string })[]
  budget: { used: number; most: number; level: SmsState['budget_level']; resets_at: number }
  /** False while messages stay in the inbox. */
  is_paid: boolean
}

export interface Pause {
  id: string
  /** The first digits of its numbers. */
  range: string
  since: number
  until: number
  sent: number
  answered: number
  lifted_at: number | null
  is_paused: boolean
}

export interface Transport {
  channel: Channel
  position: number
  name: string
  sent: number
  failed: number
  last_sent_at: number | null
  last_failure: { at: number; problem: string } | null
  paused_until: number | null
}

export interface TestWish {
  channel: Channel
  position: number
  to: string
}

export interface TestOutcome {
  outcome: 'sent' | 'refused' | 'failed' | 'ambiguous'
  transport: string
  message_id: string
  provider_id: string | null
  problem: string | null
}

export interface MessagePreviews {
  email: readonly { name: string; subject: string; text: string }[]
  sms: readonly { name: string; text: string }[]
}
