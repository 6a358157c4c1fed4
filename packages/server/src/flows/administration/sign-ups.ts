import { AppError } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { transact } from '../../db/transact.ts'
import type { Scope } from '../../http/scope.ts'
import { isExternalIdTaken } from '../../users/users.store.ts'
import { findAnySignUp, type SignUpRow, setExternalId } from './sign-ups.store.ts'

/** A sign-up of this instance, whichever browser began it. */
export async function readSignUp(scope: Scope, id: string): Promise<SignUpRow> {
  const row = await findAnySignUp(scope.context.db, scope.instance.id, id)
  if (!row) throw new AppError('resource_not_found')
  return row
}

/** The account gets its external id when it is made; afterwards it is the user who is changed. */
export async function changeSignUp(
  scope: Scope,
  id: string,
  change: { external_id?: string | null | undefined },
): Promise<void> {
  const row = await readSignUp(scope, id)
  const { external_id } = change
  if (external_id === undefined) return
  await transact(scope.context.db, async (trx) => {
    if (external_id !== null && (await isExternalIdTaken(trx, scope.instance.id, external_id)))
      throw new AppError('form_identifier_exists', {}, { meta: { param_name: 'external_id' } })
    if (!(await setExternalId(trx, row.id, external_id))) throw new AppError('step_not_allowed')
    await record(trx, scope, 'sign_up.changed', { actorId: 'backend', details: { id: row.id } })
  })
}
