import type { AuditChain, AuditPage, AuditSearch } from './audit-views.ts'

/** `id` names an instance; null is the server log. */
export interface AuditApi {
  list(id: string | null, search: AuditSearch, before: string | null): Promise<AuditPage>
  chain(id: string | null): Promise<AuditChain>
}

type Get = <T>(path: string, fields?: Record<string, string>) => Promise<T>

export function createAuditApi(get: Get): AuditApi {
  const all = (id: string | null) => `${id === null ? '/server' : `/instances/${encodeURIComponent(id)}`}/audit-logs`
  return {
    list: (id, { user, event, since, until }, before) =>
      get(all(id), { user, event, since: dayStart(since, 0), until: dayStart(until, 1), before: before ?? '' }),
    chain: (id) => get(`${all(id)}/chain`),
  }
}

/** Where a day of the operator's calendar begins, or one so many days later; nothing for what is no day. */
function dayStart(day: string, later: number): string {
  const start = new Date(`${day}T00:00`)
  start.setDate(start.getDate() + later)
  return Number.isNaN(start.getTime()) ? '' : String(Math.max(0, start.getTime()))
}
