import { createApp } from '../../app.ts'
import { backendRoutes } from '../../backend-api/routes.ts'
import { dashboardRoutes } from '../../dashboard-api/routes.ts'
import { frontendRoutes } from '../../frontend-api/routes.ts'
import type { Route } from '../../http/route.ts'
import type { Scratch } from '../paths/scratch.ts'
import type { Credentials } from './cast.ts'
import { type Cast, makeCast } from './cast.ts'
import { type Cell, cellsOf, rowsOf, type Tables } from './matrix.ts'

export const tables: Tables = { frontend: frontendRoutes, backend: backendRoutes, dashboard: dashboardRoutes }

/** Fewer at once would wait for each other's commits. */
const atOnce = 24

export interface Walked extends Cell {
  isReached: boolean
}

/**
 * Asks every route as every caller. Guards run as they are; only what stands behind them is replaced by a note that it was reached, so
 * that a walk changes nothing and a request that is let through is seen whatever it would have answered.
 */
export async function walkPrivileges(scratch: Scratch, routes: Tables = tables): Promise<Walked[]> {
  const cast = await makeCast(scratch)
  const reached = new Set<string>()
  // Without its input and its file, whose refusals come after the guards.
  const noted = ({ input, body, ...route }: Route): Route => ({
    ...route,
    handle: async ({ scope }) => {
      reached.add(scope.userAgent ?? '')
      return null
    },
  })
  const app = createApp(scratch.context, {
    frontend: routes.frontend.map(noted),
    backend: routes.backend.map(noted),
    dashboard: routes.dashboard.map(noted),
  })
  const cells = cellsOf(rowsOf(routes))
  for (let start = 0; start < cells.length; start += atOnce) {
    const asked = cells.slice(start, start + atOnce)
    await Promise.all(asked.map((cell, index) => app.request(...requestFor(cell, cast, start + index))))
  }
  return cells.map((cell, number) => ({ ...cell, isReached: reached.has(noteOf(number)) }))
}

const noteOf = (number: number) => `walk ${number}`

export function differences(walked: readonly Walked[]): string[] {
  return walked
    .filter(({ isReached, isAllowed }) => isReached !== isAllowed)
    .map(
      ({ surface, route, caller, isReached }) =>
        `${surface} ${route}: ${isReached ? 'reached' : 'refused'} for ${caller}`,
    )
}

function requestFor(cell: Cell, { credentials, bases }: Cast, number: number): [string, RequestInit] {
  const [method = '', path = ''] = cell.route.split(' ')
  const held: Credentials = credentials[cell.caller]
  const filled = path.replace(/:(\w+)/g, (_, name) => (name === 'session_id' ? held.sessionId : 'unknown'))
  const instance = cell.surface === 'frontend of the dashboard’s instance' ? bases.dashboard : bases.frontend
  const base = cell.surface === 'dashboard' ? 'http://localhost:4100/dashboard/api' : `${instance}/v1`
  const headers: Record<string, string> = {
    cookie: held.cookie,
    'user-agent': noteOf(number),
    // An address of its own for each request: a limit would look like a refusal.
    'x-forwarded-for': `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`,
  }
  if (held.bearer) headers['authorization'] = `Bearer ${held.bearer}`
  if (method === 'GET') return [`${base}${filled}`, { method, headers }]
  headers['origin'] = new URL(base).origin
  headers['content-type'] = 'application/json'
  return [`${base}${filled}`, { method, headers, body: '{}' }]
}
