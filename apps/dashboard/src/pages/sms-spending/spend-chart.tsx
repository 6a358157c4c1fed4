import type { Spending } from '../../api/message-views.ts'
import { TableBox } from '../../shell/table-box.tsx'
import { money } from '../../sms/money.ts'
import { chartOf } from './chart-shape.ts'

const dayFormat = new Intl.DateTimeFormat('en', { month: 'short', day: 'numeric', timeZone: 'UTC' })
const dayName = (day: string) => dayFormat.format(new Date(`${day}T00:00:00Z`))

/** One bar for each day, and the same numbers as a table for whoever reads rather than looks. */
export function SpendChart({ days }: { days: Spending['days'] }) {
  const { top, bars } = chartOf(days.map(({ spent }) => spent))
  const first = days[0]?.day ?? ''
  const last = days.at(-1)?.day ?? ''
  return (
    <figure data-slot="chart">
      <div data-slot="chart-scale" aria-hidden="true">
        <span>{money(top)}</span>
        <span>{money(top / 2)}</span>
        <span>0</span>
      </div>
      <svg
        viewBox={`0 0 ${days.length * 10} 100`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`Spend by day from ${dayName(first)} to ${dayName(last)}; the numbers are in the table below.`}
      >
        {[0, 50, 100].map((y) => (
          <line key={y} x1="0" x2={days.length * 10} y1={y} y2={y} vectorEffect="non-scaling-stroke" />
        ))}
        {bars.map(({ x, y, height }, index) => (
          <rect key={days[index]?.day} x={x} y={y} width="7" height={height}>
            <title>{`${dayName(days[index]?.day ?? first)}: ${money(days[index]?.spent ?? 0)}`}</title>
          </rect>
        ))}
      </svg>
      <div data-slot="chart-days" aria-hidden="true">
        <span>{dayName(first)}</span>
        <span>{dayName(last)}</span>
      </div>
      <figcaption>
        <details>
          <summary>The numbers as a table</summary>
          <TableBox label="Spend by day">
            <thead>
              <tr>
                <th scope="col">Day</th>
                <th scope="col">Spent</th>
                <th scope="col">Codes sent</th>
                <th scope="col">Typed in</th>
                <th scope="col">Notices</th>
                <th scope="col">Stopped</th>
                <th scope="col">Saved</th>
              </tr>
            </thead>
            <tbody>
              {days.toReversed().map((day) => (
                <tr key={day.day}>
                  <th scope="row">{dayName(day.day)}</th>
                  <td>{money(day.spent)}</td>
                  <td>{day.sent}</td>
                  <td>{day.answered}</td>
                  <td>{day.notices}</td>
                  <td>{day.refused}</td>
                  <td>{money(day.saved)}</td>
                </tr>
              ))}
            </tbody>
          </TableBox>
        </details>
      </figcaption>
    </figure>
  )
}
