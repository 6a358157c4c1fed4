import { createHash } from 'node:crypto'
import type { CompiledQuery } from 'kysely'

const named = new Set(['SelectQueryNode', 'InsertQueryNode', 'UpdateQueryNode', 'DeleteQueryNode'])
const names = new Map<string, string>()
/** Lists of varying length make many statements; a server keeps each named one in every connection. */
const namesAtMost = 500

/** A name makes the server parse and plan a statement once per connection. */
export function statementName(query: CompiledQuery): string | undefined {
  const known = names.get(query.sql)
  if (known) return known
  if (names.size >= namesAtMost || !named.has(query.query.kind)) return undefined
  const name = createHash('sha256').update(query.sql).digest('base64url').slice(0, 20)
  names.set(query.sql, name)
  return name
}
