import type { Asked, MfaRule, SimulationView } from '@countersign/contract'
import { dateWords, kindWords } from './rule-words.ts'

const askedWords: Record<Asked, string> = {
  second_factor: 'a second factor',
  enrolment: 'setting up a second factor',
  skip: '“Not now” is an answer',
  nothing: 'nothing more',
  refusal: 'nothing: signing in is refused',
}

export function askedSentence({ asks, second_factors }: SimulationView): string {
  const kinds = second_factors.map((kind) => kindWords[kind]).join(' or ')
  return asks.map((one) => (one === 'second_factor' ? `${askedWords[one]} (${kinds})` : askedWords[one])).join('; ')
}

export function leftSentence({ until, skips_left }: SimulationView): string | null {
  if (until !== null) return `until ${dateWords(until)}`
  if (skips_left === null) return null
  return skips_left === 1 ? 'one skip' : `${skips_left} skips`
}

const verdictWords: Record<SimulationView['rules'][number]['verdict'], string> = {
  decides: 'decides',
  dry_run: 'is meant for this user, but on trial',
  not_started: 'has not started by then',
  not_meant: 'is not meant for this user',
  behind: 'comes after the one that decides',
}

export interface VerdictLine {
  id: string
  name: string
  words: string
}

/** Each rule in order, and why it did or did not decide. */
export function verdictLines({ rules }: SimulationView, known: readonly MfaRule[]): VerdictLine[] {
  return rules.map(({ id, verdict }) => ({
    id,
    name: known.find((rule) => rule.id === id)?.name ?? 'Required of everybody',
    words: verdictWords[verdict],
  }))
}
