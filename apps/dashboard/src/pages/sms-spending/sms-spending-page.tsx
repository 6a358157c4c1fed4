import './sms-spending.css'
import { Banner, Card, SelectField } from '@countersign/ui'
import { useState } from 'react'
import { Loaded } from '../../api/loaded.tsx'
import type { Spending } from '../../api/message-views.ts'
import { useInstance, useSpending } from '../../api/queries.ts'
import { Page } from '../../shell/page.tsx'
import { useInstanceId } from '../../shell/use-instance-id.ts'
import { money } from '../../sms/money.ts'
import { SmsAlert } from '../../sms/sms-alert.tsx'
import { BudgetGauge } from './budget-gauge.tsx'
import { CountryTable } from './country-table.tsx'
import { PauseList } from './pause-list.tsx'
import { SpendChart } from './spend-chart.tsx'
import { SpendingForm } from './spending-form.tsx'

const ranges = [7, 30, 90]

export function SmsSpendingPage() {
  const instanceId = useInstanceId()
  return <SmsSpending key={instanceId} instanceId={instanceId} />
}

function SmsSpending({ instanceId }: { instanceId: string }) {
  const [days, setDays] = useState(30)
  const spending = useSpending(instanceId, days)
  const instance = useInstance(instanceId)
  return (
    <Page
      title="SMS spending"
      description="What codes by SMS cost, whether people type them in, and what was stopped before it cost anything."
    >
      <SmsAlert instanceId={instanceId} hasLink={false} />
      <Loaded query={spending}>{(numbers) => <Numbers numbers={numbers} days={days} onDays={setDays} />}</Loaded>
      <PauseList instanceId={instanceId} />
      <Loaded query={instance}>{(loaded) => <SpendingForm instance={loaded} />}</Loaded>
    </Page>
  )
}

interface NumbersProps {
  numbers: Spending
  days: number
  onDays: (days: number) => void
}

function Numbers({ numbers, days, onDays }: NumbersProps) {
  const sum = (of: 'sent' | 'notices' | 'answered' | 'refused' | 'spent' | 'saved') =>
    numbers.days.reduce((total, day) => total + day[of], 0)
  const hasAny = numbers.countries.length > 0
  return (
    <>
      {numbers.is_paid ? null : (
        <Banner>
          No transport for SMS is set up on this server, so messages stay in the inbox and cost nothing. The page
          “Transports” says how to connect one.
        </Banner>
      )}
      <BudgetGauge budget={numbers.budget} />
      <Card
        title="Spend by day"
        actions={
          <SelectField
            label="Days"
            value={String(days)}
            options={ranges.map((value) => ({ value: String(value), label: `Last ${value} days` }))}
            onValueChange={(value) => onDays(Number(value))}
          />
        }
      >
        <ul data-slot="totals" aria-label={`In the last ${days} days`}>
          <Total name="Spent" value={money(sum('spent'))} />
          <Total name="Codes sent" value={String(sum('sent'))} />
          <Total name="Codes typed in" value={String(sum('answered'))} />
          <Total name="Notices" value={String(sum('notices'))} />
          <Total name="Stopped" value={String(sum('refused'))} />
          <Total name="Money saved" value={money(sum('saved'))} />
        </ul>
        {hasAny ? <SpendChart days={numbers.days} /> : <Banner>No SMS was asked for in these days.</Banner>}
      </Card>
      {hasAny ? (
        <Card
          title="By country"
          description="Of honest codes, about three in five are typed in. Where hardly any is, somebody may be paid for them."
        >
          <CountryTable countries={numbers.countries} />
        </Card>
      ) : null}
    </>
  )
}

function Total({ name, value }: { name: string; value: string }) {
  return (
    <li>
      <span data-slot="total-name">{name}</span> <strong>{value}</strong>
    </li>
  )
}
