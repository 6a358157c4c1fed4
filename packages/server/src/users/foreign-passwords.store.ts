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

/** Notes what checks of these stored hashes cost, so that those of everybody else cost the same. Hashes of our own are passed over. */
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
  for (const shape of shapes) {
    await trx
      .insertInto('foreign_hash_shapes')
      .values({ instance_id: instanceId, shape })
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
}
