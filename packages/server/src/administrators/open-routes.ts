import { AppError } from '@countersign/contract'
import type { Instance } from '../instances/instance.ts'
import { isForAdministrators } from './require.ts'

type Place = Pick<Instance, 'application'>

const session = '/client/sessions/:session_id'

/**
 * What the Frontend API answers on the dashboard's instance; everything else is refused. There is no sign-up, no recovery, no reset of a
 * password, no code by email or SMS that stands for a first factor: an administrator comes from a link made on the server or an invitation.
 */
export const openRoutes: ReadonlySet<string> = new Set([
  'GET /environment',
  'PATCH /environment',
  'GET /client',
  'PUT /client',
  'DELETE /client',
  'GET /.well-known/jwks.json',
  'POST /client/sign_ins',
  'GET /client/sign_ins/:id',
  'POST /client/sign_ins/:id/prepare_first_factor',
  'POST /client/sign_ins/:id/attempt_first_factor',
  'POST /client/sign_ins/:id/prepare_second_factor',
  'POST /client/sign_ins/:id/attempt_second_factor',
  'DELETE /client/sessions',
  `GET ${session}`,
  `POST ${session}/touch`,
  `POST ${session}/tokens`,
  `POST ${session}/end`,
  `POST ${session}/remove`,
  `POST ${session}/verify`,
  `POST ${session}/verify/prepare_first_factor`,
  `POST ${session}/verify/attempt_first_factor`,
  `POST ${session}/verify/prepare_second_factor`,
  `POST ${session}/verify/attempt_second_factor`,
  'GET /me',
  'PATCH /me',
  'POST /me/change_password',
  'POST /me/totp',
  'POST /me/totp/attempt_verification',
  'DELETE /me/totp',
  'GET /me/authenticator_apps',
  'POST /me/authenticator_apps',
  'POST /me/authenticator_apps/:id/attempt_verification',
  'PATCH /me/authenticator_apps/:id',
  'DELETE /me/authenticator_apps/:id',
  'POST /me/passkeys',
  'POST /me/passkeys/:id/attempt_verification',
  'PATCH /me/passkeys/:id',
  'DELETE /me/passkeys/:id',
  'POST /me/backup_codes',
  'POST /me/backup_codes/check',
  'POST /me/email_addresses',
  'GET /me/email_addresses/:id',
  'POST /me/email_addresses/:id/prepare_verification',
  'POST /me/email_addresses/:id/attempt_verification',
  'DELETE /me/email_addresses/:id',
  'GET /me/recovery',
  'POST /me/nudge',
  'PATCH /me/nudge',
  'GET /me/sessions/active',
  'POST /me/sessions/:id/revoke',
  'GET /me/trusted_devices',
  'POST /undo/preview',
  'POST /undo',
])

/** Whether the instance answers this route of the Frontend API: `METHOD /path`. */
export function isOpenRoute(instance: Place, route: string): boolean {
  return !isForAdministrators({ instance }) || openRoutes.has(route)
}

/** Throws `administrator_route_closed` for a route that the dashboard's instance does not answer. */
export function refuseClosedRoute(instance: Place, { method, path }: { method: string; path: string }): void {
  if (!isOpenRoute(instance, `${method} ${path}`)) throw new AppError('administrator_route_closed')
}

/** First factors of the dashboard's instance: what an administrator chose themselves, and the link made for them. */
export function mayBeginWith(instance: Place, strategy: string): boolean {
  return !isForAdministrators({ instance }) || ['password', 'passkey', 'ticket'].includes(strategy)
}

/** Hosted pages that lead nowhere on the dashboard's instance. */
export function isClosedPage(instance: Place, path: string): boolean {
  return isForAdministrators({ instance }) && /^\/(?:sign-up|recovery)(?:\/|$)/.test(path)
}
