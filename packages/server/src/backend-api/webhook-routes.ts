import type { Scope } from '../http/scope.ts'
import { webhookRoutes as table } from './webhook-table.ts'

const byKey = async (scope: Scope) => ({ scope, actorId: 'backend' })

/** The app's own server manages its receivers. */
export const webhookRoutes = table({ who: { read: 'key', write: 'key' }, base: '/webhooks', enter: byKey })
