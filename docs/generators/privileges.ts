import { backendRoutes } from '../../packages/server/src/backend-api/routes.ts'
import { type Caller, callers } from '../../packages/server/src/cli/privileges/audiences.ts'
import { cellsOf, type Row, rowsOf, type Surface } from '../../packages/server/src/cli/privileges/matrix.ts'
import { dashboardRoutes } from '../../packages/server/src/dashboard-api/routes.ts'
import { frontendRoutes } from '../../packages/server/src/frontend-api/routes.ts'
import { generatedFrom, table } from './table.ts'

const titles: Readonly<Record<Surface, string>> = {
  frontend: 'Frontend API of an application’s instance',
  'frontend of the dashboard’s instance': 'Frontend API of the dashboard’s instance',
  backend: 'Backend API',
  dashboard: 'Dashboard API',
}

export function renderPrivileges(): string {
  const rows = rowsOf({ frontend: frontendRoutes, backend: backendRoutes, dashboard: dashboardRoutes })
  const parts = Object.entries(titles).map(([surface, title]) => {
    const own = rows.filter((row) => row.surface === surface)
    return `## ${title}\n\n${table(['route', ...callers], own.map(lineOf))}`
  })
  return `# Who may reach which route

${generatedFrom('packages/server/src/cli/privileges')}

Every route of every API, and everyone who could ask. \`yes\` means that the guards let the request through to what the route does; what it then does is limited to the caller’s own resources.
Everything else is refused. The table is written by hand, apart from the guards it describes: a test asks every route as every caller on SQLite and PostgreSQL and
fails on the first difference, and \`countersign doctor --paths\` does the same on your server.

| caller | is |
|---|---|
| no credentials | a browser without a session |
| pending session | signed in with the first factor, while a second factor is required and not set up |
| user | signed in with both factors, a moment ago |
| impersonated session | opened by support for a user, with an actor token |
| user of another instance | an active session of another instance, sent here |
| account on the dashboard’s instance | someone who tries to sign up on the instance that administrators sign in to |
| secret key | the application’s own server |
| former administrator | signed in at the dashboard, then removed |
| administrator | signed in at the dashboard with both factors, a moment ago |

${parts.join('\n\n')}
`
}

function lineOf(row: Row): string[] {
  const allowed = new Set<Caller>(cellsOf([row]).flatMap(({ caller, isAllowed }) => (isAllowed ? [caller] : [])))
  return [`\`${row.route}\``, ...callers.map((caller) => (allowed.has(caller) ? 'yes' : ''))]
}
