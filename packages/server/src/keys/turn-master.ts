import type { Context } from '../context.ts'
import { giveLease, takeLease } from '../db/lease.ts'
import { isNewestKey } from '../db/master-keys.ts'
import { isAnyOutside, reseal } from '../db/reseal.ts'

const leaseLife = 60_000

/**
 * Seals what is left under older master keys again. One process at a time does, in batches; each row is a step of its own, so
 * that a killed one loses nothing and the next goes on.
 */
export async function turnMasterKeys(context: Context, isStopped = () => false): Promise<void> {
  const { db, keyring, clock, log } = context
  if (!(await isAnyOutside(db, [keyring.currentKeyId])) || !(await isNewestKey(db, keyring))) return
  const now = clock.now()
  const until = now + leaseLife
  if (!(await takeLease(db, 'reseal', { now, until }))) return
  const done = await reseal(db, keyring, { isStopped: () => isStopped() || clock.now() >= until })
  if (done.unreadable > 0) log.error({ unreadable: done.unreadable }, 'sealed values are damaged and open with no key')
  if (done.resealed > 0) log.info({ resealed: done.resealed, key: keyring.currentKeyId }, 'sealed again')
  await giveLease(db, 'reseal', until)
}
