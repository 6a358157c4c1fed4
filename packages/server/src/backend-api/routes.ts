import type { Route } from '../http/route.ts'
import { testingRoutes } from './testing-routes.ts'

/** The Backend API: what an app's own server may ask, with the secret key. Paths below `/v1`. */
export const backendRoutes: Route[] = [...testingRoutes]
