import type { BoardState, BoardUserView, RuleOutcome } from '@countersign/contract'
import { dateWords } from '../rules/rule-words.ts'

export const stateWords: Record<BoardState, string> = { pending: 'Pending', overdue: 'Overdue', enrolled: 'Enrolled' }
export const stateTones = { pending: 'neutral', overdue: 'warn', enrolled: 'success' } as const

export const outcomeWords: Record<RuleOutcome, string> = {
  satisfied: 'Would go on: has what it takes',
  grace: 'Would have time left',
  enrol: 'Would have to set one up',
  refuse: 'Would be refused',
}

/** What is left to a user, and since when it counts. */
export function leftWords({ state, noticed_at, until, skips_left }: BoardUserView): string[] {
  if (state === 'enrolled') return []
  const told = noticed_at === null ? 'not told yet' : `told ${dateWords(noticed_at)}`
  if (state === 'overdue') return [told]
  if (until !== null)
    return [noticed_at === null ? 'time begins at the next sign-in' : `until ${dateWords(until)}`, told]
  return [skips_left === 1 ? 'one skip left' : `${skips_left ?? 0} skips left`, told]
}
