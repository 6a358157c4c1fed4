import type { Route } from '../../http/route.ts'
import { type Audience, type Caller, callers, mayReach } from './audiences.ts'
import { backendReach } from './backend.ts'
import { dashboardReach } from './dashboard.ts'
import { frontendReach } from './frontend.ts'

export type Surface = 'frontend' | 'frontend of the dashboard’s instance' | 'backend' | 'dashboard'
export type Tables = Record<'frontend' | 'backend' | 'dashboard', Route[]>

export interface Row {
  surface: Surface
  /** `METHOD /path`. */
  route: string
  audience: Audience
}

/** Every route of every API with its audience; `closed` where no line names it, so that a forgotten route is a difference. */
export function rowsOf(tables: Tables): Row[] {
  const name = ({ method, path }: Route) => `${method} ${path}`
  return [
    ...tables.frontend.map((route): Row => {
      const audience = frontendReach[name(route)]?.users ?? 'closed'
      return { surface: 'frontend', route: name(route), audience }
    }),
    ...tables.frontend.map((route): Row => {
      const audience = frontendReach[name(route)]?.administrators ?? 'closed'
      return { surface: 'frontend of the dashboard’s instance', route: name(route), audience }
    }),
    ...tables.backend.map((route): Row => {
      const audience = backendReach.has(name(route)) ? 'server' : 'closed'
      return { surface: 'backend', route: name(route), audience }
    }),
    ...tables.dashboard.map((route): Row => {
      const audience = dashboardReach.has(name(route)) ? 'administrator' : 'closed'
      return { surface: 'dashboard', route: name(route), audience }
    }),
  ]
}

/** Lines that name no route, and routes that no line names. */
export function unmatched(tables: Tables): string[] {
  const known = (routes: Route[]) => new Set(routes.map(({ method, path }) => `${method} ${path}`))
  const compare = (api: string, lines: Iterable<string>, routes: ReadonlySet<string>) => {
    const named = new Set(lines)
    return [
      ...[...named].filter((line) => !routes.has(line)).map((line) => `${api} ${line}: no such route`),
      ...[...routes]
        .filter((route) => !named.has(route))
        .map((route) => `${api} ${route}: no line says who may reach it`),
    ]
  }
  return [
    ...compare('frontend', Object.keys(frontendReach), known(tables.frontend)),
    ...compare('backend', backendReach, known(tables.backend)),
    ...compare('dashboard', dashboardReach, known(tables.dashboard)),
  ]
}

export interface Cell extends Row {
  caller: Caller
  isAllowed: boolean
}

export function cellsOf(rows: readonly Row[]): Cell[] {
  return rows.flatMap((row) => callers.map((caller) => ({ ...row, caller, isAllowed: mayReach(row.audience, caller) })))
}
