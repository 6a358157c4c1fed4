import type { AuditRow } from '../audit/chain.store.ts'

type Done = Pick<AuditRow, 'actor_id' | 'user_id'>

/** `server` is what happens by itself: nobody asked for it. */
export interface Doer {
  kind: string
  name: string | null
}

/** Who of these did what was not theirs: to be asked for by name. */
export function operatorsIn(rows: readonly Done[]): string[] {
  return rows.flatMap((row) => (isOperator(row) ? [row.actor_id] : []))
}

/** An operator who is gone keeps the id that they had. */
export function doerOf(row: Done, operators: ReadonlyMap<string, string>): Doer {
  if (isOperator(row)) return { kind: 'operator', name: operators.get(row.actor_id) ?? row.actor_id }
  const kind = row.actor_id === row.user_id ? 'user' : row.actor_id
  return { kind: row.actor_id === null || kind === null ? 'server' : kind, name: null }
}

const isOperator = (row: Done): row is Done & { actor_id: string } =>
  row.actor_id !== null && row.actor_id !== row.user_id && row.actor_id.startsWith('user_')
