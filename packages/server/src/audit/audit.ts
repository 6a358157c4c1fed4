import type { Insertable } from 'kysely'
import type { Trx } from '../db/open.ts'
import type { AuditTable } from '../db/schema.ts'
import type { Scope } from '../http/scope.ts'
import { newId } from '../lib/ids.ts'
import { publishAudited } from '../webhooks/audited.ts'
import { insertAudit, insertAudits } from './audit.store.ts'
import { sealOf } from './link.ts'

export interface AuditEntry {
  /** Whom it happened to. */
  userId?: string | null
  /** Who did it, when it was not the user: an operator, or `cli`. */
  actorId?: string | null
  /** Becomes JSON; never secrets, codes or tokens. */
  details?: Record<string, unknown>
}

/** What of a request ends up in its audit row; a command at the machine has no address and no browser. */
export type AuditScope = Pick<Scope, 'context' | 'now'> & { instance: { id: string } } & Partial<
    Pick<Scope, 'ip' | 'userAgent' | 'requestId' | 'operator' | 'key' | 'approval'>
  >

/** Writes down an event in the transaction of the change itself, so that neither exists without the other (R145). */
export async function record(trx: Trx, scope: AuditScope, event: string, entry: AuditEntry = {}): Promise<void> {
  await insertAudit(trx, auditRow(scope, event, entry))
  await publishAudited(trx, scope, event, entry)
}

/** As `record`, for many of the same kind at once, as an import brings them. Webhooks do not tell of these: whoever imports knows. */
export async function recordMany(trx: Trx, scope: AuditScope, event: string, entries: AuditEntry[]): Promise<void> {
  await insertAudits(
    trx,
    entries.map((entry) => auditRow(scope, event, entry)),
  )
}

/** A request by secret key is the key's doing, whatever flow it uses; `backend` is a job of the server without one. */
function actorOf({ key }: AuditScope, { actorId, userId }: AuditEntry): string | null {
  return (actorId === 'backend' ? key?.id : null) ?? actorId ?? userId ?? null
}

function auditRow(scope: AuditScope, event: string, entry: AuditEntry): Insertable<AuditTable> {
  const { operator } = scope
  const reason = operator?.reason ? { reason: operator.reason } : {}
  const row = {
    id: newId('aud', scope.context),
    instance_id: scope.instance.id,
    at: scope.now,
    event,
    actor_id: operator?.id ?? actorOf(scope, entry),
    user_id: entry.userId ?? null,
    ip: scope.ip ?? null,
    user_agent: scope.userAgent?.slice(0, 255) ?? null,
    request_id: scope.requestId ?? null,
    details: JSON.stringify({ ...entry.details, ...reason }),
  }
  return { ...row, seal: sealOf(scope.context.keyring, row) }
}
