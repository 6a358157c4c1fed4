import type { Db } from '../db/open.ts'
import { loadManyFacts } from '../users/facts.store.ts'
import { identifierOf } from '../users/facts.ts'

/** How people of one instance are called, by id: users, or operators of the dashboard's own instance. Who is gone is not among them. */
export async function namesIn(db: Db, instanceId: string, ids: readonly string[]): Promise<Map<string, string>> {
  const known = await loadManyFacts(db, instanceId, [...new Set(ids)])
  return new Map(known.map((facts) => [facts.user.id, identifierOf(facts)]))
}
