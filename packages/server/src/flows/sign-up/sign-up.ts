import { AppError } from '@countersign/contract'
import { transact } from '../../db/transact.ts'
import type { Scope } from '../../http/scope.ts'
import { newId } from '../../lib/ids.ts'
import { ensureClient } from '../../sessions/clients.ts'
import { mayProve } from '../../sessions/renewal.ts'
import { refuseSecondSession } from '../../sessions/single.ts'
import { orTaken } from '../../users/taken.ts'
import { readFields, type SignUpInput, type StartInput } from './sign-up.fields.ts'
import { createAccount } from './sign-up.finish.ts'
import { loadSignUp, requireOpen } from './sign-up.load.ts'
import { refuseClosedSignUp } from './sign-up.mode.ts'
import { insertSignUp, type SignUpRow, updateSignUp } from './sign-up.store.ts'

const life = 24 * 3_600_000

/** Begins a sign-up in place of any earlier one of this client. Only the fields named here are ever read (R49). */
export async function startSignUp(scope: Scope, input: StartInput): Promise<string> {
  refuseClosedSignUp(scope)
  const { context, now } = scope
  if (input.strategy === 'ticket') refuseTicket(input.ticket)
  if (scope.client) await refuseSecondSession(context.db, scope, scope.client.id)
  const fields = await readFields(scope, input)
  const { client, store, keep } = ensureClient(scope)
  const row: SignUpRow = {
    id: newId('sua', context),
    instance_id: scope.instance.id,
    client_id: client.id,
    email_address: null,
    email_key: null,
    email_verified_at: null,
    phone_number: null,
    phone_country: null,
    phone_verified_at: null,
    username: null,
    password_hash: null,
    first_name: null,
    last_name: null,
    unsafe_metadata: '{}',
    locale: null,
    external_id: null,
    ...fields,
    user_id: null,
    session_id: null,
    created_at: now,
    expires_at: now + life,
  }
  await transact(context.db, async (trx) => {
    await store(trx)
    await insertSignUp(trx, row)
  })
  keep()
  scope.client = { ...client, sign_up_id: row.id }
  // Where nothing has to be verified (a username and a password), the account is made at once.
  await mayProve(scope, (trx) => createAccount(trx, scope, row.id))
  return row.id
}

/** No ticket opens a sign-up. An answer without an error would make the screen believe that the address came with it. */
function refuseTicket(ticket: string | undefined): never {
  throw ticket ? new AppError('attempt_expired') : new AppError('form_param_missing', { param_name: 'ticket' })
}

export async function updateFields(scope: Scope, id: string, input: SignUpInput): Promise<void> {
  refuseClosedSignUp(scope)
  requireOpen(await loadSignUp(scope.context.db, scope, id))
  const fields = await readFields(scope, input)
  await orTaken(
    mayProve(scope, async (trx) => {
      if (Object.keys(fields).length > 0 && !(await updateSignUp(trx, id, fields)))
        throw new AppError('step_not_allowed')
      await createAccount(trx, scope, id)
    }),
  )
}
