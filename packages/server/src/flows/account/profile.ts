import { AppError } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { noteFactors } from '../../audit/second-factors.ts'
import { beforeChange } from '../../changes/before.ts'
import { tellChange } from '../../changes/tell.ts'
import { transact } from '../../db/transact.ts'
import { requireChangeable, type SignedIn } from '../../sessions/guard.ts'
import { verifiedEmails } from '../../users/facts.ts'
import { orTaken } from '../../users/taken.ts'
import { readNewUsername } from '../../users/username.ts'
import { deleteUser, findUserId, raiseEpoch, updateUser } from '../../users/users.store.ts'

export interface ProfileInput {
  first_name?: string | undefined
  last_name?: string | undefined
  username?: string | undefined
  primary_email_address_id?: string | undefined
  unsafe_metadata?: Record<string, unknown> | undefined
}

/** Names change freely; how the user is found and reached (username, primary address) needs a fresh proof (R64). */
export async function updateProfile(scope: SignedIn, input: ProfileInput): Promise<void> {
  const change: Parameters<typeof updateUser>[2] = { updated_at: scope.now }
  if (input.first_name !== undefined) change.first_name = input.first_name || null
  if (input.last_name !== undefined) change.last_name = input.last_name || null
  if (input.unsafe_metadata) change.unsafe_metadata = JSON.stringify(input.unsafe_metadata)
  if (input.username !== undefined) Object.assign(change, await readUsername(scope, input.username))
  if (input.primary_email_address_id !== undefined) {
    requireChangeable(scope)
    const isOwn = verifiedEmails(scope.facts).some((email) => email.id === input.primary_email_address_id)
    if (!isOwn) throw new AppError('resource_not_found')
    change.primary_email_id = input.primary_email_address_id
  }
  await orTaken(
    transact(scope.context.db, async (trx) => {
      const isOtherPrimary = (change.primary_email_id ?? scope.user.primary_email_id) !== scope.user.primary_email_id
      const before = isOtherPrimary ? await beforeChange(trx, scope, scope.user) : null
      await updateUser(trx, scope.user.id, change)
      if (before) await tellChange(trx, scope, before, 'email_primary_changed')
      await record(trx, scope, 'profile.changed', { userId: scope.user.id, details: { fields: Object.keys(change) } })
    }),
  )
}

async function readUsername(scope: SignedIn, input: string): Promise<{ username: string; username_key: string }> {
  if (scope.instance.settings.identifiers.username === 'off')
    throw new AppError('form_param_format_invalid', { param_name: 'username' })
  requireChangeable(scope)
  const name = readNewUsername(input)
  if (!name) throw new AppError('form_param_format_invalid', { param_name: 'username' })
  const owner = await findUserId(scope.context.db, scope.instance.id, { kind: 'username', key: name.key })
  if (owner && owner !== scope.user.id)
    throw new AppError('form_identifier_exists', {}, { meta: { param_name: 'username' } })
  return { username: name.username, username_key: name.key }
}

/** Deletes the account and, with it, every session, factor and address. */
export async function deleteAccount(scope: SignedIn): Promise<void> {
  await transact(scope.context.db, async (trx) => {
    await raiseEpoch(trx, scope.user.id, scope.now)
    noteFactors(trx, scope, scope.facts)
    await record(trx, scope, 'user.deleted', { userId: scope.user.id })
    await deleteUser(trx, scope.user.id)
  })
}
