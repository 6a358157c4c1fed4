import { expect, test } from 'vitest'
import { backendRoutes } from '../packages/server/src/backend-api/routes.ts'
import { dashboardRoutes } from '../packages/server/src/dashboard-api/routes.ts'
import type { Route } from '../packages/server/src/http/route.ts'
import { backendWays, dashboardWays } from './generators/second-administrator-ways.ts'

const changes = (routes: readonly Route[]) =>
  routes.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`)

test.each([
  ['Backend API', backendRoutes, backendWays],
  ['dashboard', dashboardRoutes, dashboardWays],
])('lists for every change in the %s whether it needs a second administrator (R79)', (_, routes, ways) => {
  const whereToMend = 'see docs/generators/second-administrator-ways.ts'
  expect(Object.keys(ways).sort(), whereToMend).toEqual(changes(routes).sort())
})
