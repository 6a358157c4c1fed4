import type { Fields } from './fields.ts'
import type { Incoming } from './incoming.ts'

/** Rows about the same user in another table of the same export. */
export type Others = (table: string) => Fields[]

/** How one system writes down its users. Reading is pure: a record in, a user out, or a `RowError` with the reason. */
export interface Source {
  /** The table of users, where a JSON document holds more than one. */
  users: string
  /** Further tables, and whom a row of them is about. */
  others: Readonly<Record<string, (row: Fields) => string | null>>
  /** Columns of a table; those that are not here are refused. Absent where a table of any columns is read. */
  columns?: readonly string[]
  read(record: Fields, others: Others, secrets: Secrets): Incoming
}

/** What is read from files of its own, never from the command line, which every process can see. */
export interface Secrets {
  betterAuth: string | null
}
