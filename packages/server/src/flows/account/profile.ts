import { AppError } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { noteFactors } from '../../audit/second-factors.ts'
import { beforeChange } from '../../changes/before.ts'
import { tellChange } from '../../changes/tell.ts'
import { transact } from '../../db/transact.ts'
import { requireChangeable, type SignedIn } from '../../sessions/guard.ts'
import { verifiedEmails } from '../../users/facts.ts'
import { mergeMetadata } from '../../users/metadata.store.ts'
import { type Metadata, metadataText } from '../../users/metadata.ts'
import { orTaken } from '../../users/taken.ts'
import { readNewUsername } from '../../users/username.ts'
import { deleteUser, findUserId, raiseEpoch, updateUser } from '../../users/users.store.ts'

export interface ProfileInput {
  first_name?: string | undefined
  last_name?: string | undefined
  username?: string | undefined
  primary_email_address_id?: string | undefined
  unsafe_metadata?: Record<string, unknown> | null | undefined
}

/** Names change freely; how the user is found and reached (username, primary address) needs a fresh proof (R64). */
export async function updateProfile(scope: SignedIn, input: ProfileInput): Promise<void> {
  const change: Parameters<typeof updateUser>[2] = { updated_at: scope.now }
  if (input.first_name !== undefined) change.first_name = input.first_name || null
  if (input.last_name !== undefined) change.last_name = input.last_name || null
  if (input.unsafe_metadata !== undefined)
    change.unsafe_metadata = metadataText('unsafe_metadata', input.unsafe_metadata)
  if (input.username !== undefined) Object.assign(change, await readUsername(scope, input.username))
  const primary = input.primary_email_address_id
  if (primary !== undefined) {
    requireChangeable(scope)
    change.primary_email_id = primary
  }
  await orTaken(
    transact(scope.context.db, async (trx) => {
      // The address is looked for in the transaction: another request may have removed it since this one began.
      const before = primary === undefined ? null : await beforeChange(trx, scope, scope.user)
      if (before && !verifiedEmails(before.facts).some((email) => email.id === primary))
        throw new AppError('resource_not_found')
      await updateUser(trx, scope.user.id, change)
      if (before && before.facts.user.primary_email_id !== primary)
        await tellChange(trx, scope, before, 'email_primary_changed')
      await record(trx, scope, 'profile.changed', { userId: scope.user.id, details: { fields: Object.keys(change) } })
    }),
  )
}

/** Merges metadata into what is stored; null removes a key at any depth. */
export async function mergeOwnMetadata(scope: SignedIn, fields: Pick<Metadata, 'unsafe_metadata'>): Promise<void> {
  await transact(scope.context.db, async (trx) => {
    await mergeMetadata(trx, scope, scope.user.id, fields)
    await record(trx, scope, 'profile.changed', { userId: scope.user.id, details: { fields: ['unsafe_metadata'] } })
  })
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
