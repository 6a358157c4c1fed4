import type { DryRunView, MfaRule } from '@countersign/contract'
import { Banner, Card } from '@countersign/ui'
import { Loaded } from '../../api/loaded.tsx'
import { useDryRuns } from '../../api/policy-queries.ts'
import { TableBox } from '../../shell/table-box.tsx'
import { outcomeWords } from './state-words.ts'

export interface DryRunCardProps {
  instanceId: string
  rules: readonly MfaRule[]
}

/** What rules on trial would have done to those who signed in. */
export function DryRunCard({ instanceId, rules }: DryRunCardProps) {
  const query = useDryRuns(instanceId)
  return (
    <Card title="Dry runs" description="What rules on trial would have done in the last 30 days, newest first.">
      <Loaded query={query}>
        {({ days }) =>
          days.length === 0 ? (
            <Banner>No rule on trial has met anybody yet.</Banner>
          ) : (
            <DryRunTable days={days} nameOf={(id) => rules.find((rule) => rule.id === id)?.name ?? id} />
          )
        }
      </Loaded>
    </Card>
  )
}

const date = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' })

function DryRunTable({ days, nameOf }: { days: DryRunView['days']; nameOf: (id: string) => string }) {
  const sorted = days.toSorted((a, b) => b.day.localeCompare(a.day))
  return (
    <TableBox label="Dry runs">
      <thead>
        <tr>
          <th scope="col">Day</th>
          <th scope="col" data-slot="cell-words">
            Rule
          </th>
          <th scope="col" data-slot="cell-words">
            What would have happened
          </th>
          <th scope="col">Users</th>
          <th scope="col">Times</th>
        </tr>
      </thead>
      <tbody>
        {sorted.map(({ day, rule_id, outcome, users, times }) => (
          <tr key={`${day} ${rule_id} ${outcome}`}>
            <th scope="row">{date.format(new Date(day))}</th>
            <td data-slot="cell-words">
              <bdi>{nameOf(rule_id)}</bdi>
            </td>
            <td data-slot="cell-words">{outcomeWords[outcome]}</td>
            <td>{users}</td>
            <td>{times}</td>
          </tr>
        ))}
      </tbody>
    </TableBox>
  )
}
