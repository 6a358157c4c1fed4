import { defaultSettings } from '@countersign/contract/settings'
import { z } from 'zod'
import { backendRoutes } from '../../packages/server/src/backend-api/routes.ts'
import { dashboardRoutes } from '../../packages/server/src/dashboard-api/routes.ts'
import { frontendRoutes } from '../../packages/server/src/frontend-api/routes.ts'
import type { Route } from '../../packages/server/src/http/route.ts'
import { type Limit, limitsFor } from '../../packages/server/src/limits/limits.ts'
import { receiptRoutes } from '../../packages/server/src/receipts-api/routes.ts'
import { generatedFrom, table } from './table.ts'

const guards: Record<Route['who'], string> = {
  anyone: 'anyone',
  session: 'active session',
  pending: 'active or pending session',
  fresh: 'active session, fresh proof',
  'fresh-always': 'active session, fresh proof',
  'pending-fresh': 'active or pending session, fresh proof',
  'password-fresh': 'active session or one that owes a new password, fresh proof',
  key: 'secret key',
  operator: 'operator',
  'operator-fresh': 'operator, fresh proof',
}

export function renderApi(): string {
  return `# The APIs

${generatedFrom('the route tables of packages/server')}

Bodies are forms or JSON; \`POST\` with \`?_method=PATCH\`, \`PUT\` or \`DELETE\` stands for that method. Errors: [errors.md](errors.md).
What each route answers is in [openapi.json](openapi.json), which a running server has at the path /openapi.json.
A *fresh proof* is one of the strongest factor the user has, within \`reverification.minutes\`.

## Frontend API

Below \`/v1\` on the instance's host, or \`/i/<slug>/v1\`. A change answers \`{ response, client }\`.

${rowsOf(frontendRoutes, '/v1')}

## Backend API

Below \`/v1\`, with \`Authorization: Bearer sk_…\`.

${rowsOf(backendRoutes, '/v1')}

## Dashboard API

Below \`/dashboard/api\`, for the dashboard's own pages. It may change with any version.

${rowsOf(dashboardRoutes, '')}

## Delivery receipts

Below \`/v1/receipts\` on the server's own URL, each while such a transport is configured. How they are signed: [receipts.md](../receipts.md).

${table(
  ['', 'path', 'type', ''],
  receiptRoutes.map(({ kind, type, summary }) => ['POST', `\`/v1/receipts/${kind}\``, `\`${type}\``, summary]),
)}

## Requests per address

By default; the settings under \`limits\` change most of them. Development instances allow ten times as many.

${table(
  ['limit', 'requests', 'which count'],
  Object.entries<Limit>(limitsFor(defaultSettings)).map(([name, { windows, isGivenBackBy }]) => [
    `\`${name}\``,
    windows.map(({ count, seconds }) => `${count} in ${seconds} s`).join(', '),
    whichCount[isGivenBackBy ?? 'all'],
  ]),
)}
`
}

const whichCount = { all: 'all', request: 'failed ones', proof: 'those without a completed first factor' }

function rowsOf(routes: readonly Route[], prefix: string): string {
  return table(
    ['', 'path', 'who', 'limit', 'fields', ''],
    routes.map((row) => [
      row.method,
      `\`${prefix}${row.path}\``,
      guards[row.who],
      row.limit ? `\`${row.limit}\`` : '',
      fieldsOf(row.input),
      row.summary,
    ]),
  )
}

/** Names of the fields; optional ones with a question mark. */
function fieldsOf(input: z.ZodType | undefined): string {
  if (!input) return ''
  const schema = z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' })
  const required = new Set(schema.required)
  return Object.keys(schema.properties ?? {})
    .map((name) => `\`${name}\`${required.has(name) ? '' : '?'}`)
    .join(', ')
}
