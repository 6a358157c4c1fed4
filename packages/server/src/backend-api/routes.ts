import type { Route } from '../http/route.ts'
import { handshakeRoutes } from './handshake-routes.ts'
import { instanceRoutes } from './instance-routes.ts'
import { sessionRoutes } from './session-routes.ts'
import { testingRoutes } from './testing-routes.ts'
import { userRoutes } from './user-routes.ts'

/** The Backend API: what an app's own server may ask, with the secret key. Paths below `/v1`. */
export const backendRoutes: Route[] = [
  ...instanceRoutes,
  ...userRoutes,
  ...sessionRoutes,
  ...handshakeRoutes,
  ...testingRoutes,
]
