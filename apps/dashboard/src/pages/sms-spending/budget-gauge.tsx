import { Card } from '@countersign/ui'
import type { Spending } from '../../api/message-views.ts'
import { money } from '../../sms/money.ts'

/** How much of today's budget is gone. */
export function BudgetGauge({ budget }: { budget: Spending['budget'] }) {
  const share = budget.most > 0 ? Math.min(1, budget.used / budget.most) : 1
  return (
    <Card title="Budget of today" description="Begins anew at midnight (UTC).">
      <div data-slot="gauge" data-level={budget.level}>
        <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
          <rect data-slot="gauge-track" width="100" height="4" />
          <rect data-slot="gauge-fill" width={share * 100} height="4" />
        </svg>
        <p>
          <strong>
            {money(budget.used)} of {money(budget.most)}
          </strong>{' '}
          used ({Math.round(share * 100)} %)
        </p>
      </div>
    </Card>
  )
}
