import type { AuditSearch } from '../../api/audit-views.ts'

export const everything: AuditSearch = { user: '', event: '', since: '', until: '' }
const day = /^\d{4}-\d{2}-\d{2}$/

/** Stands in the address, so that the way back from a user leads to the same entries. */
export function readAuditSearch(search: Record<string, unknown>): Partial<AuditSearch> {
  const { user, event, since, until } = search
  return onlyGiven({
    user: user === undefined ? '' : String(user),
    event: typeof event === 'string' ? event : '',
    since: typeof since === 'string' && day.test(since) ? since : '',
    until: typeof until === 'string' && day.test(until) ? until : '',
  })
}

/** Without what is empty. */
export function onlyGiven(search: AuditSearch): Partial<AuditSearch> {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== ''))
}
