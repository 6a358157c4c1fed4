import type { Context } from '../context.ts'
import { retireMasterKey } from '../db/master-keys.ts'
import { StartupError } from '../lib/startup-error.ts'
import { masterKeyStatus } from './status.ts'

/** Refused while anything needs the key. Afterwards no process that lists it first may start. */
export async function retireKey(context: Context, id: string): Promise<void> {
  const all = await masterKeyStatus(context)
  const key = all.find((one) => one.id === id)
  if (!key) throw new StartupError(`There is no key ${id}. See countersign keys status.`)
  if (key.current) {
    throw new StartupError(
      `${id} is the master key that seals now. Put a new one in front of it and start again; then this one can be retired.`,
    )
  }
  if (key.sealed > 0) {
    throw new StartupError(
      `${key.sealed} values (${key.percent} %) are still sealed under ${id}, so it stays. ` +
        'Running servers seal them again one after the other; countersign keys rotate does it now. Nothing was changed.',
    )
  }
  await retireMasterKey(context.db, id, context.clock.now())
}
