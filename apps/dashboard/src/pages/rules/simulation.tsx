import type { MfaRule, SimulationView } from '@countersign/contract'
import { Banner } from '@countersign/ui'
import type { UserLine } from '../../api/user-views.ts'
import { dateWords } from './rule-words.ts'
import { askedSentence, leftSentence, verdictLines } from './simulation-words.ts'

export interface SimulationProps {
  user: UserLine
  simulation: SimulationView
  rules: readonly MfaRule[]
}

/** What came out, and why, rule by rule. */
export function Simulation({ user, simulation, rules }: SimulationProps) {
  const left = leftSentence(simulation)
  const lines = verdictLines(simulation, rules)
  return (
    <>
      <Banner title={<bdi>{user.identifier}</bdi>}>
        <p>{simulation.words}</p>
        <p>
          On {dateWords(simulation.at)} a sign-in asks for {askedSentence(simulation)}.
          {left === null ? '' : ` There is grace left: ${left}.`}
        </p>
      </Banner>
      {lines.length > 0 ? (
        <ol data-slot="verdicts" aria-label="Rules in order">
          {lines.map(({ id, name, words }) => (
            <li key={id}>
              <bdi>{name}</bdi> {words}.
            </li>
          ))}
        </ol>
      ) : null}
    </>
  )
}
