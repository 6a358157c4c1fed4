import type { CompiledQuery, QueryResult } from 'kysely'
import type { Connection } from './handle.ts'

/** A plain read may use the reading connection; what is not surely a read goes to the writer. */
export function isRead(query: CompiledQuery): boolean {
  const { kind } = query.query
  return kind === 'SelectQueryNode' || (kind === 'RawNode' && /^\s*(select|explain|values)\b/i.test(query.sql))
}

function returnsRows(query: CompiledQuery): boolean {
  const node = query.query
  switch (node.kind) {
    case 'SelectQueryNode':
      return true
    case 'InsertQueryNode':
    case 'UpdateQueryNode':
    case 'DeleteQueryNode':
      return 'returning' in node && node.returning !== undefined
    case 'RawNode':
      return /^\s*(select|explain|values|pragma|with)\b|\breturning\b/i.test(query.sql)
    default:
      return false
  }
}

export function execute<Row>(connection: Connection, query: CompiledQuery): QueryResult<Row> {
  if (!returnsRows(query)) {
    return { rows: [], numAffectedRows: connection.run(query.sql, query.parameters) }
  }
  const rows = connection.all(query.sql, query.parameters) as Row[]
  return isRead(query) ? { rows } : { rows, numAffectedRows: BigInt(rows.length) }
}
