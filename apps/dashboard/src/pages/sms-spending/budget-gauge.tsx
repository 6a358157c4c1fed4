import { Card } from '@countersign/ui'
import type { Spending } from '../../api/message-views.ts'
import { Gauge } from '../../shell/gauge.tsx'
import { money } from '../../sms/money.ts'

/** How much of today's budget is gone. */
export function BudgetGauge({ budget }: { budget: Spending['budget'] }) {
  const share = budget.most > 0 ? Math.min(1, budget.used / budget.most) : 1
  return (
    <Card title="Budget of today" description="Begins anew at midnight (UTC).">
      <Gauge share={share} level={budget.level}>
        <p>
          <strong>
            {money(budget.used)} of {money(budget.most)}
          </strong>{' '}
          used ({Math.round(share * 100)} %)
        </p>
      </Gauge>
    </Card>
  )
}
