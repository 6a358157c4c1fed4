import type { Route } from '../http/route.ts'

/** What the operators' web app asks. Paths are below `/dashboard/api`. */
export const dashboardRoutes: Route[] = []
