import type { Context } from '../context.ts'
import { retireMasterKey } from '../db/master-keys.ts'
import { firstId, forgetPepper } from '../db/peppers.ts'
import { transact } from '../db/transact.ts'
import { StartupError } from '../lib/startup-error.ts'
import { countSnapshotsUnder } from './snapshots.store.ts'
import { type MasterKeyStatus, masterKeyStatus, type PepperStatus, pepperStatus } from './status.ts'

/** Refused while anything needs the key. Of a pepper the value is erased; no process that lists a retired master key first may start. */
export async function retireKey(context: Context, id: string): Promise<'master' | 'pepper'> {
  const master = (await masterKeyStatus(context)).find((one) => one.id === id)
  const pepper = (await pepperStatus(context)).find((one) => one.id === id)
  if (master) await retireMaster(context, master)
  else if (pepper) await retirePepper(context, pepper)
  else throw new StartupError(`There is no key ${id}. See countersign keys status.`)
  return master ? 'master' : 'pepper'
}

async function retireMaster(context: Context, key: MasterKeyStatus): Promise<void> {
  if (key.current) {
    throw new StartupError(
      `${key.id} is the master key that seals now. Put a new one in front of it and start again; then this one can be retired.`,
    )
  }
  if (key.sealed > 0) {
    throw new StartupError(
      `${key.sealed} values (${key.percent} %) are still sealed under ${key.id}, so it stays. ` +
        'Running servers seal them again one after the other; countersign keys rotate does it now. Nothing was changed.',
    )
  }
  await retireMasterKey(context.db, key.id, context.clock.now())
}

async function retirePepper(context: Context, { id, state }: PepperStatus): Promise<void> {
  if (state === 'retired') return
  if (state !== 'old') {
    throw new StartupError(`${id} is the pepper in use, or the next one. countersign keys rotate pepper makes another.`)
  }
  await transact(context.db, async (trx) => {
    const now = context.clock.now()
    const its = (await pepperStatus({ ...context, db: trx })).find((one) => one.id === id)
    const snapshots = await countSnapshotsUnder(context, trx, id === firstId ? '' : id, now)
    if (its && its.codes + its.backup_codes + its.passwords + snapshots > 0)
      throw new StartupError(whyNot(its, snapshots))
    await forgetPepper(trx, id)
  })
}

function whyNot({ id, passwords, backup_codes, codes }: PepperStatus, snapshots: number): string {
  return (
    `${passwords} passwords, ${backup_codes} backup codes, ${codes} sent codes and ${snapshots} accounts as they were before a change ` +
    `can be checked only with the pepper ${id}, so it stays. Passwords leave it when their owners sign in, backup codes when they are used or made anew, ` +
    'the others within three days. Nothing was changed.'
  )
}
