import { PostgresAdapter, type RawBuilder, type SelectQueryBuilder } from 'kysely'
import { jsonArrayFrom as postgresArray } from 'kysely/helpers/postgres'
import { jsonArrayFrom as sqliteArray } from 'kysely/helpers/sqlite'
import type { Db, Trx } from './open.ts'

/** The rows of a subquery as one column, so that a row and its children come in one statement; in no order. Name the columns one by one. */
export function jsonRows<Tables, Table extends keyof Tables, Row>(
  db: Db | Trx,
  rows: SelectQueryBuilder<Tables, Table, Row>,
): RawBuilder<unknown> {
  return db.getExecutor().adapter instanceof PostgresAdapter ? postgresArray(rows) : sqliteArray(rows)
}

/** What `jsonRows` selected: text on SQLite, read by the driver on PostgreSQL. */
export function readRows<Row>(column: unknown): Row[] {
  return (typeof column === 'string' ? JSON.parse(column) : column) as Row[]
}
