import type { Context } from '../context.ts'
import { insertPepper, listPeppers, newRow, readPeppers, supersedePepper } from '../db/peppers.ts'
import { transact } from '../db/transact.ts'

/** Every process looks for peppers each fifteen seconds; one that could not for two minutes serves nobody. */
export const knownFor = 2 * 60_000

/** Makes the next pepper, which is used when every process knows it. Null where one is on its way already. */
export async function makeNextPepper({
  db,
  keyring,
  random,
  clock,
}: Context): Promise<{ id: string; usedFrom: number } | null> {
  const now = clock.now()
  const newest = (await listPeppers(db)).at(-1)
  if (!newest || newest.active_at > now) return null
  const id = random.bytes(4).toString('hex')
  const usedFrom = now + knownFor
  return transact(db, async (trx) => {
    if (!(await supersedePepper(trx, newest.id, usedFrom))) return null
    await insertPepper(trx, newRow(keyring, id, random.bytes(32), now, usedFrom))
    return { id, usedFrom }
  })
}

/** What other processes made, and what it is time to use. Resolves to the time until the next one is used. */
export async function turnPeppers({ db, keyring, clock }: Context): Promise<number> {
  const now = clock.now()
  keyring.usePeppers(await readPeppers(db, keyring, now))
  const next = (await listPeppers(db)).find((row) => row.active_at > now)
  return next ? next.active_at - now : Number.POSITIVE_INFINITY
}
