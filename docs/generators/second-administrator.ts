import { backendWays, dashboardWays, type Way } from './second-administrator-ways.ts'
import { generatedFrom, table } from './table.ts'

export function renderSecondAdministrator(): string {
  return `# Changes that need a second administrator

${generatedFrom('docs/generators/second-administrator-ways.ts')}

With the setting \`recovery.second_operator\`, one administrator alone cannot remove, replace or bypass the second factor of a user. The rule
is checked where the change is made, in its transaction, so it holds for every route to that change.

| caller | result |
|---|---|
| an administrator in the dashboard | The change becomes a request. Another administrator approves it within 24 hours under *Recovery cases*. |
| a secret key made or rolled in the dashboard | Acts for the administrator who made it: refused with \`second_administrator_required\`. An MFA reset becomes a request that its maker cannot approve. |
| a secret key made on the server | Acts for your application's own server and is not held to the rule: \`countersign keys create\`. An MFA reset it asks for still needs an administrator. |
| a key of unknown origin, from before makers were recorded | Refused, an MFA reset as well. Roll it, or make one on the server. |
| the command line | Not held to the rule: access to the machine is access to the database. |

An administrator who was invited in the dashboard cannot approve what the person who invited them asks for, nor the other way around, for
7 days. Administrators added on the server (\`countersign admin invite\`) can at once.

Users without a second factor are not concerned. Switching the rule off needs the second administrator as well, and so does switching off a
kind of factor; an undo of such a change is refused. With one administrator left, use \`countersign instance apply\` on the server.
Codes in the inbox of a development instance can be read by every administrator; the rule is meant for production.

## Dashboard

Below \`/dashboard/api\`.

${rows(dashboardWays)}

## Backend API

Below \`/v1\`, with a secret key that an administrator made.

${rows(backendWays)}
`
}

function rows(ways: Readonly<Record<string, Way>>): string {
  const lines = Object.entries(ways).map(([route, way]) => [`\`${route}\``, ...cells(way)])
  return table(['change', 'effect on a second factor', 'by one administrator'], lines)
}

function cells(way: Way): [string, string] {
  if ('none' in way) return [`none: ${way.none}`, 'allowed']
  return [way.effect, way.alone === 'request' ? 'becomes a request' : 'refused']
}
