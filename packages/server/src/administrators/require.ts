import { AppError } from '@countersign/contract'
import type { Db, Trx } from '../db/open.ts'
import type { Instance } from '../instances/instance.ts'
import { isAdministrator } from './administrators.store.ts'

type Place = { instance: Pick<Instance, 'application'> }

/** Whether this is the instance that administrators of the dashboard sign in to. */
export function isForAdministrators({ instance }: Place): boolean {
  return instance.application.kind === 'dashboard'
}

/** Whether an account may sign in here at all: on the dashboard's instance a live record decides, elsewhere nothing is asked. */
export function mayEnter(place: Place, hasRecord: boolean): boolean {
  return hasRecord || !isForAdministrators(place)
}

/**
 * Throws `administrator_required` on the dashboard's instance unless the user has a live record there. An account alone is no
 * administrator, however it came to be and whatever it proved: the check stands where a session is opened and where one is used.
 */
export async function requireAdministrator(db: Db | Trx, place: Place, userId: string): Promise<void> {
  // Other instances pay for no look-up.
  if (mayEnter(place, false)) return
  if (!mayEnter(place, await isAdministrator(db, userId))) throw new AppError('administrator_required')
}
