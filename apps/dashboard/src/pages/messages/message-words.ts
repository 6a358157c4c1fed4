import type { MessageStatus, MessageTrail, SentMessage } from '../../api/message-views.ts'

export const statusWords: Record<MessageStatus, string> = {
  kept: 'In the inbox',
  queued: 'Waiting',
  sent: 'Sent',
  refused: 'Refused',
  expired: 'Gave up',
}

export const receiptWords: Record<NonNullable<SentMessage['receipt']>, string> = {
  delivered: 'Delivered',
  failed: 'Not delivered',
  pending: 'On its way',
  unknown: 'Unknown',
}

export const stepWords: Record<MessageTrail['trail'][number]['what'], string> = {
  created: 'Written',
  sent: 'Taken by the transport',
  receipt: 'The provider reported',
  tried_next: 'Is tried again',
  expires: 'No use after',
}

/** Good news, bad news, or none yet. What the provider reported counts for more than that it took the message. */
export function toneOf({ status, receipt }: Pick<SentMessage, 'status' | 'receipt'>): 'success' | 'warn' | 'neutral' {
  if (status === 'refused' || status === 'expired' || receipt === 'failed') return 'warn'
  return status === 'sent' ? 'success' : 'neutral'
}

export function standingOf({ status, receipt }: Pick<SentMessage, 'status' | 'receipt'>): string {
  return receipt === 'delivered' || receipt === 'failed' ? receiptWords[receipt] : statusWords[status]
}

/** `second_factor_failed` as a person would write it. */
export function kindWords(kind: string): string {
  const words = kind.replaceAll(/[._]/g, ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
