import type { ReminderGroup } from '@countersign/contract'
import type { Reminded } from './remind-all.ts'

/** What the button of a group says, and what its question says is sent. */
export const groupWords: Record<ReminderGroup, { button: string; mail: string }> = {
  pending: {
    button: 'Remind pending users',
    mail: 'Each pending user who was not reminded lately gets a mail that says what to set up, and by when.',
  },
  overdue: {
    button: 'Remind overdue users',
    mail: 'Each overdue user who was not reminded lately gets a mail that says what to set up.',
  },
  one_loss: {
    button: 'Remind these users',
    mail: 'Each user whose second factors are all in one thing gets a mail that says how to add another one, or backup codes.',
  },
}

export function remindedWords({ sent, reminded_lately, unreachable }: Reminded): string {
  const parts = [`${sent} ${sent === 1 ? 'reminder' : 'reminders'} sent.`]
  if (reminded_lately > 0) parts.push(`${reminded_lately} already reminded within the last seven days.`)
  if (unreachable > 0) parts.push(`${unreachable} cannot be reached: banned, or without a verified e-mail address.`)
  return parts.join(' ')
}
