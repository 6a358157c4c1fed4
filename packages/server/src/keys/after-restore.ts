import { record } from '../audit/audit.ts'
import type { Context } from '../context.ts'
import { acceptCopy, markFiles } from '../db/high-water.ts'
import { type Rested, restAfterRestore } from '../db/restored.ts'
import { listInstances } from '../instances/instances.store.ts'
import { replaceSigningKeys } from './rotate-signing.ts'

/**
 * After the database was put back from a copy: everything that was issued before is void, and tokens are signed with keys that no copy
 * holds (R149). Whoever is killed in the middle begins again; until the end no server starts.
 */
export async function settleRestore(context: Context, actorId: string): Promise<Rested> {
  const { db, clock, config } = context
  const instances = await listInstances(db)
  const now = clock.now()
  const rested = await restAfterRestore(db, now, async (trx) => {
    for (const instance of instances)
      await record(trx, { context, now, instance }, 'database.restored', { actorId, details: {} })
  })
  for (const { id } of instances) await replaceSigningKeys(context, id, actorId)
  await acceptCopy(db, { now, files: markFiles(config) })
  return rested
}
