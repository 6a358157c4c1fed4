import { Badge } from '@countersign/ui'
import type { Spending } from '../../api/message-views.ts'
import { TableBox } from '../../shell/table-box.tsx'
import { countryName } from '../../sms/countries.ts'
import { money } from '../../sms/money.ts'

/** Below this, of at least so many, a country looks like fraud. */
const poor = 0.2
const enough = 20

type Country = Spending['countries'][number]

/** What was spent most on comes first. */
export function CountryTable({ countries }: { countries: readonly Country[] }) {
  const sorted = countries.toSorted((a, b) => b.spent - a.spent || b.sent - a.sent || b.refused - a.refused)
  return (
    <TableBox label="By country">
      <thead>
        <tr>
          <th scope="col">Country</th>
          <th scope="col">Codes sent</th>
          <th scope="col">Typed in</th>
          <th scope="col">Conversion</th>
          <th scope="col">Notices</th>
          <th scope="col">Spent</th>
          <th scope="col">Stopped</th>
          <th scope="col">Saved</th>
        </tr>
      </thead>
      <tbody>
        {sorted.map((country) => (
          <tr key={country.country}>
            <th scope="row">{countryName(country.country)}</th>
            <td>{country.sent}</td>
            <td>{country.answered}</td>
            <td>
              <Conversion of={country} />
            </td>
            <td>{country.notices}</td>
            <td>{money(country.spent)}</td>
            <td>{country.refused}</td>
            <td>{money(country.saved)}</td>
          </tr>
        ))}
      </tbody>
    </TableBox>
  )
}

function Conversion({ of: { sent, answered } }: { of: Country }) {
  if (sent === 0) return '–'
  const share = `${Math.round((answered / sent) * 100)} %`
  return sent >= enough && answered < poor * sent ? <Badge tone="warn">{share}</Badge> : share
}
