import type { AuditChain, AuditEntry } from '../api/audit-views.ts'
import { at } from './messaging.ts'
import { Refused } from './refused.ts'

/** What the stand-in server knows of the audit log. */
export interface Audit {
  /** Newest first; a page is two of them. An empty page stands for entries that were looked at and do not fit. */
  entries: AuditEntry[]
  /** Null while the server cannot tell. */
  chain: AuditChain | null
}

export const someChain = (fields: Partial<AuditChain> = {}): AuditChain => ({
  ...{ entries: 18_345, checked: 1000, signed: { seq: 18_340, at }, broken: null, days: 365 },
  ...fields,
})

export const createAudit = (given: Partial<Audit> = {}): Audit => ({ entries: [], chain: someChain(), ...given })

export function someEntry(fields: Partial<AuditEntry> = {}): AuditEntry {
  return {
    ...{ object: 'audit_log', id: 'aud_1', event: 'factor.removed', actor_id: 'user_op', user_id: 'user_1' },
    ...{ ip: '10.0.0.1', user_agent: 'Mozilla/5.0 Firefox/133', request_id: 'req_1', created_at: at },
    device: { browser_name: 'Firefox', browser_version: '133', device_type: 'Windows' },
    ...{ by: { kind: 'operator', name: 'root' }, user_name: 'anna@example.com' },
    details: { what: 'totp', reason: 'Phone lost' },
    ...fields,
  } as AuditEntry
}

export function auditAnswer({ entries, chain }: Audit, part: string | undefined, query: URLSearchParams): unknown {
  if (part === 'chain') {
    if (chain === null) throw new Refused(500, 'internal_error', 'Something went wrong on the server.')
    return chain
  }
  const [user, event] = [query.get('user'), query.get('event')]
  const [since, until] = [Number(query.get('since') ?? 0), Number(query.get('until') ?? Number.MAX_SAFE_INTEGER)]
  const found = entries.filter((entry) => entry.created_at >= since && entry.created_at < until)
  const first = found.findIndex(({ id }) => id === query.get('before')) + 1
  const page = found.slice(first, first + 2)
  const data = page
    .filter((entry) => user === null || [entry.user_id, entry.user_name, entry.actor_id].includes(user))
    .filter((entry) => event === null || entry.event === event)
  return { data, next: first + 2 < found.length ? page.at(-1)?.id : null }
}
