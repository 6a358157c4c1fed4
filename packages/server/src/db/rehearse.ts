import { sql } from 'kysely'
import { keepLast } from './at-last.ts'
import type { Trx } from './open.ts'

/** Does the work and takes it back: what it would refuse it refuses, and nothing of it stays. */
export async function rehearse(trx: Trx, work: () => Promise<void>): Promise<void> {
  const asked = keepLast(trx)
  await sql`savepoint rehearsal`.execute(trx)
  await work()
  await sql`rollback to savepoint rehearsal`.execute(trx)
  asked.putBack()
}

/** Does the work as a rehearsal does, with the same statements, and keeps it. */
export async function keep(trx: Trx, work: () => Promise<void>): Promise<void> {
  await sql`savepoint rehearsal`.execute(trx)
  await work()
  await sql`release savepoint rehearsal`.execute(trx)
}
