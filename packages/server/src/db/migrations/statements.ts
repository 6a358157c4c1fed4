import { type Migration, sql } from 'kysely'

/** A migration written as SQL that both engines understand. */
export function statements(list: readonly string[]): Migration {
  return {
    async up(db) {
      for (const statement of list) await sql.raw(statement).execute(db)
    },
  }
}
