import { AppError } from '@countersign/contract'
import { record } from '../audit/audit.ts'
import { transact } from '../db/transact.ts'
import { endSessionsOf } from '../sessions/sessions.store.ts'
import { deleteUser, raiseEpoch } from '../users/users.store.ts'
import { deleteTickets, endRecord, lockAdministrators } from './administrators.store.ts'
import type { AdministratorScope } from './link.ts'

/**
 * Ends an administrator's record, sessions and links in one transaction. Throws `last_administrator` for the last one: of two who remove
 * each other at the same moment, one stays. Throws `resource_not_found` when the user is no administrator.
 */
export async function removeAdministrator(scope: AdministratorScope, userId: string, by: string): Promise<void> {
  const { context, now } = scope
  await transact(context.db, async (trx) => {
    const live = await lockAdministrators(trx, context.database.engine)
    if (live.length === 1 && live[0] === userId) throw new AppError('last_administrator')
    if (!(await endRecord(trx, { userId, by, now }))) throw new AppError('resource_not_found')
    await endSessionsOf(trx, userId, now, null)
    await deleteTickets(trx, userId)
    // Attempts and codes that began before are void.
    await raiseEpoch(trx, userId, now)
    await record(trx, scope, 'administrator.removed', { userId, actorId: by })
  })
}

/** Deletes an account of the dashboard's instance that never was an administrator, as a stranger could once sign one up. */
export async function deleteUnrecorded(scope: AdministratorScope, userId: string, by: string): Promise<void> {
  await transact(scope.context.db, async (trx) => {
    await record(trx, scope, 'user.deleted', { userId, actorId: by })
    await deleteUser(trx, userId)
  })
}
