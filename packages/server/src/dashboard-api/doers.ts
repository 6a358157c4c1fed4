import type { AuditRow } from '../audit/chain.store.ts'
import type { Scope } from '../http/scope.ts'
import { keyNames } from '../instances/secret-keys.store.ts'
import { namesIn } from './names.ts'

type Done = Pick<AuditRow, 'actor_id' | 'user_id'>

/** `server` is what happens by itself: nobody asked for it. */
export interface Doer {
  kind: string
  name: string | null
}

/** The names of administrators and of secret keys that did this. `operators` is the instance where administrators have theirs. */
export async function doersOf(
  { context, instance }: Scope,
  operators: string,
  rows: readonly Done[],
): Promise<Map<string, string>> {
  const ids = rows.flatMap((row) => (isOperator(row) ? [row.actor_id] : []))
  const keys = rows.flatMap((row) => (isKey(row) ? [row.actor_id] : []))
  const names = await namesIn(context.db, operators, ids)
  return new Map([...names, ...(await keyNames(context.db, instance.id, keys))])
}

/** An operator who is gone keeps the id that they had. */
export function doerOf(row: Done, names: ReadonlyMap<string, string>): Doer {
  if (isOperator(row)) return { kind: 'operator', name: names.get(row.actor_id) ?? row.actor_id }
  if (isKey(row)) return { kind: 'key', name: names.get(row.actor_id) ?? row.actor_id }
  const kind = row.actor_id === row.user_id ? 'user' : row.actor_id
  return { kind: row.actor_id === null || kind === null ? 'server' : kind, name: null }
}

const isOperator = (row: Done): row is Done & { actor_id: string } =>
  row.actor_id !== null && row.actor_id !== row.user_id && row.actor_id.startsWith('user_')

const isKey = (row: Done): row is Done & { actor_id: string } => row.actor_id?.startsWith('key_') ?? false
