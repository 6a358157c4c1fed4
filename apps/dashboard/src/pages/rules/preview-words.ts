import type { RulePreviewView } from '@countersign/contract'
import type { Preview } from '../../api/views.ts'
import { peopleWords } from './rule-words.ts'

/** The server names so many operators and no more. */
const mostNamed = 100

/** One sentence for each thing that a change of rules makes happen. */
export function previewWords({ must_enrol, locked_out, operators }: Preview, me: string | null): string[] {
  const lines: string[] = []
  if (must_enrol > 0) {
    lines.push(`${peopleWords(must_enrol)} must set up a second factor, at once or when grace is over.`)
  }
  if (locked_out > 0) {
    lines.push(`${peopleWords(locked_out)} cannot get in any more, from now on: refused, or without an address.`)
  }
  if (operators.length > 0) {
    const count = `${operators.length}${operators.length === mostNamed ? ' or more' : ''}`
    const whom = operators.length === 1 ? '1 operator of this dashboard is' : `${count} operators of this dashboard are`
    const self = me !== null && operators.includes(me) ? ', you among them' : ''
    lines.push(`${whom} concerned${self}.`)
  }
  return lines
}

/** What a rule would find; nothing is said of nobody. */
export function numberWords({ users, enrolled, must_enrol, in_grace, locked_out }: RulePreviewView): string {
  const parts = [
    ...(enrolled > 0 ? [`${enrolled} ${enrolled === 1 ? 'has' : 'have'} what it asks for`] : []),
    ...(must_enrol > 0 ? [`${must_enrol} must set it up`] : []),
    ...(in_grace > 0 ? [`${in_grace} with grace`] : []),
    ...(locked_out > 0 ? [`${locked_out} locked out`] : []),
  ]
  return `decides for ${peopleWords(users)}: ${parts.join(', ')}.`
}
