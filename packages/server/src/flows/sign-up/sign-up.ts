import { AppError } from '@countersign/contract'
import { transact } from '../../db/transact.ts'
import type { Scope } from '../../http/scope.ts'
import { newId } from '../../lib/ids.ts'
import { ensureClient } from '../../sessions/clients.ts'
import { mayProve } from '../../sessions/renewal.ts'
import { refuseSecondSession } from '../../sessions/single.ts'
import { orTaken } from '../../users/taken.ts'
import { isOtherAddress, readFields, type SignUpInput, type StartInput } from './sign-up.fields.ts'
import { createAccount } from './sign-up.finish.ts'
import { invitedFields, readInvitation } from './sign-up.invitation.ts'
import { loadOpen } from './sign-up.load.ts'
import { refuseClosedSignUp } from './sign-up.mode.ts'
import { insertSignUp, type SignUpRow, updateSignUp } from './sign-up.store.ts'

const life = 24 * 3_600_000

/** Begins a sign-up in place of any earlier one of this client. Only the fields named here are ever read (R49). */
export async function startSignUp(scope: Scope, input: StartInput): Promise<string> {
  const { context, now } = scope
  const fields = await firstFields(scope, input)
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
    invitation_id: null,
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

/** What a sign-up begins with: what was typed, and what an invitation brings. */
async function firstFields(scope: Scope, input: StartInput): Promise<Partial<SignUpRow>> {
  refuseClosedSignUp(scope, input.strategy === 'ticket')
  const invitation = await readInvitation(scope, input)
  if (scope.client) await refuseSecondSession(scope.context.db, scope, scope.client.id)
  if (!invitation) return readFields(scope, input)
  if (isOtherAddress(input, invitation.email_key)) {
    refuseClosedSignUp(scope, false)
    return readFields(scope, input)
  }
  const invited = await invitedFields(scope, invitation)
  return { ...(await readFields(scope, { ...input, email_address: invitation.email_address })), ...invited }
}

export async function updateFields(scope: Scope, id: string, input: SignUpInput): Promise<void> {
  const { row } = await loadOpen(scope, id)
  const fields = await changedFields(scope, row, input)
  await orTaken(
    mayProve(scope, async (trx) => {
      if (Object.keys(fields).length > 0 && !(await updateSignUp(trx, id, fields)))
        throw new AppError('step_not_allowed')
      await createAccount(trx, scope, id)
    }),
  )
}

/** Another address drops the invitation: it is proven by a code, where the instance takes a sign-up without an invitation at all. */
async function changedFields(scope: Scope, row: SignUpRow, input: SignUpInput): Promise<Partial<SignUpRow>> {
  if (row.invitation_id === null) return readFields(scope, input)
  if (!isOtherAddress(input, row.email_key)) {
    const { email_address: _, ...others } = input
    return readFields(scope, others)
  }
  refuseClosedSignUp(scope, false)
  return { ...(await readFields(scope, input)), invitation_id: null }
}
