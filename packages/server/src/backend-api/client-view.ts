import type { BackendClientView } from '@countersign/contract'
import type { ClientRow, Scope } from '../http/scope.ts'
import { idleSince } from '../sessions/lifetime.ts'
import { sessionsOfClients } from './clients.store.ts'
import { sessionViews } from './session-view.ts'

/** Browsers with their live sessions. Their cookies are known to them alone. */
export async function clientViews(scope: Scope, clients: ClientRow[]): Promise<BackendClientView[]> {
  const rows = await sessionsOfClients(scope.context.db, {
    instanceId: scope.instance.id,
    clientIds: clients.map(({ id }) => id),
    now: scope.now,
    idleSince: idleSince(scope),
  })
  const all = await sessionViews(scope, rows)
  return clients.map((client) => {
    const sessions = all.filter((session) => session.client_id === client.id)
    const ids = sessions.map((session) => session.id)
    return {
      object: 'client',
      id: client.id,
      session_ids: ids,
      sessions,
      sign_in_id: client.sign_in_id,
      sign_up_id: client.sign_up_id,
      last_active_session_id: ids.find((id) => id === client.last_active_session_id) ?? ids.at(-1) ?? null,
      last_authentication_strategy: client.last_strategy,
      created_at: client.created_at,
      updated_at: client.updated_at,
    }
  })
}
