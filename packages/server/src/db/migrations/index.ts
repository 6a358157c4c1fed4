import type { Migration } from 'kysely'
import { tables } from './0001-tables.ts'

/** Every migration, oldest first. A released one is never edited: what changes comes as the next number. */
export const migrations: Readonly<Record<string, Migration>> = {
  '0001_tables': tables,
}
