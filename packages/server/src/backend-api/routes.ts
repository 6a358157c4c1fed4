import type { Route } from '../http/route.ts'
import { auditRoutes } from './audit-routes.ts'
import { clientRoutes } from './client-routes.ts'
import { emptyRoutes } from './empty-routes.ts'
import { handshakeRoutes } from './handshake-routes.ts'
import { identificationRoutes } from './identification-routes.ts'
import { imageRoutes } from './image-routes.ts'
import { instanceRoutes } from './instance-routes.ts'
import { invitationRoutes } from './invitation-routes.ts'
import { jwtTemplateRoutes } from './jwt-template-routes.ts'
import { policyRoutes } from './policy-routes.ts'
import { recoveryRoutes } from './recovery-routes.ts'
import { sessionRoutes } from './session-routes.ts'
import { signUpRoutes } from './sign-up-routes.ts'
import { stepUpRoutes } from './step-up-routes.ts'
import { testingRoutes } from './testing-routes.ts'
import { ticketRoutes } from './ticket-routes.ts'
import { trustedDeviceRoutes } from './trusted-device-routes.ts'
import { userRoutes } from './user-routes.ts'
import { webhookRoutes } from './webhook-routes.ts'

/** The Backend API: what an app's own server may ask, with the secret key. Paths below `/v1`. */
export const backendRoutes: Route[] = [
  ...instanceRoutes,
  ...policyRoutes,
  ...userRoutes,
  ...trustedDeviceRoutes,
  ...imageRoutes,
  ...identificationRoutes,
  ...recoveryRoutes,
  ...sessionRoutes,
  ...stepUpRoutes,
  ...handshakeRoutes,
  ...clientRoutes,
  ...ticketRoutes,
  ...signUpRoutes,
  ...invitationRoutes,
  ...webhookRoutes,
  ...jwtTemplateRoutes,
  ...auditRoutes,
  ...testingRoutes,
  ...emptyRoutes,
]
