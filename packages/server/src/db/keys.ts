import { type Keyring, openKeyring, SealError } from '../lib/keyring.ts'
import type { Random } from '../lib/random.ts'
import { openSealer } from '../lib/sealing.ts'
import { StartupError } from '../lib/startup-error.ts'
import type { Db } from './open.ts'
import { isAnyPepper, makeFirstPepper, readPeppers } from './peppers.ts'

/** Whether the database has sealed nothing yet: only then may a master key be made for it. */
export async function isFresh(db: Db): Promise<boolean> {
  return !(await isAnyPepper(db))
}

/**
 * The keyring of this database. The first start makes the pepper and stores it sealed; every later start opens it,
 * which proves that the master key is the right one. Neither is ever replaced silently (R114).
 */
export async function loadKeyring(db: Db, masterKeys: readonly Buffer[], random: Random, now = 0): Promise<Keyring> {
  const sealer = openSealer(masterKeys, random)
  if (await isFresh(db)) {
    await refuseLostPepper(db)
    await makeFirstPepper(db, sealer, random)
  }
  try {
    return openKeyring({ masterKeys, random, peppers: await readPeppers(db, sealer, now) })
  } catch (cause) {
    if (!(cause instanceof SealError)) throw cause
    throw new StartupError(
      'The master key does not fit this database: its secrets were sealed with another one. Start with the key that ' +
        'was used before, or, while replacing it, with both: the new one first, then a comma, then the old one.',
      { cause },
    )
  }
}

/** A database with keys but without a pepper lost part of itself; a new pepper would void every password and code. */
async function refuseLostPepper(db: Db): Promise<void> {
  if (!(await db.selectFrom('signing_keys').select('id').limit(1).executeTakeFirst())) return
  throw new StartupError(
    'The database is incomplete: it holds signing keys but not the value that passwords and codes were hashed with. ' +
      'Restore the whole database from a backup.',
  )
}
