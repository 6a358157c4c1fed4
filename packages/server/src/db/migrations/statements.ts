import { createHash } from 'node:crypto'
import { type Migration, sql } from 'kysely'

/** One step, and what tells it from another of the same name: absent where it is not made of fixed SQL. */
export interface Step extends Migration {
  checksum?: string
}

/** A migration written as SQL that both engines understand. */
export function statements(list: readonly string[]): Step & { checksum: string } {
  return {
    // How the SQL is wrapped in the source is no change.
    checksum: createHash('sha256')
      .update(list.map((one) => one.replace(/\s+/g, ' ')).join(';'))
      .digest('hex'),
    async up(db) {
      for (const statement of list) await sql.raw(statement).execute(db)
    },
  }
}
