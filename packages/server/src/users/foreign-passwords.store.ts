import type { Db, Trx } from '../db/open.ts'
import { prepared } from '../db/prepared.ts'
import { readForeign } from '../lib/foreign-hash/foreign-hash.ts'
import { writeShape } from '../lib/foreign-hash/shape.ts'

const shapesOf = prepared((db, values: { instanceId: string }) =>
  db.selectFrom('foreign_hash_shapes').select('shape').where('instance_id', '=', values.instanceId).orderBy('shape'),
)

/** What the checks of foreign hashes cost in this instance; none where none came in. */
export async function listForeignShapes(db: Db | Trx, instanceId: string): Promise<string[]> {
  return (await shapesOf(db, { instanceId })).map((row) => row.shape)
}

/**
 * Notes what checks of these stored hashes cost, so that those of everybody else cost the same. Hashes of our own are passed over. A note
 * that is there already is held until the end of the transaction, or the sweep could take it for one of nobody's.
 */
export async function noteForeignShapes(
  trx: Trx,
  instanceId: string,
  hashes: readonly (string | null)[],
): Promise<void> {
  const shapes = new Set(
    hashes.flatMap((hash) => {
      const foreign = hash === null ? null : readForeign(hash)
      return foreign ? [writeShape(foreign.shape)] : []
    }),
  )
  // In one order: two transactions never wait for each other.
  for (const shape of [...shapes].sort()) {
    await trx
      .insertInto('foreign_hash_shapes')
      .values({ instance_id: instanceId, shape })
      .onConflict((conflict) => conflict.columns(['instance_id', 'shape']).doUpdateSet({ shape }))
      .execute()
  }
}
