import { AppError } from '@countersign/contract'
import type { Updateable } from 'kysely'
import type { Trx } from '../db/open.ts'
import type { UserTable } from '../db/schema.ts'
import type { Scope } from '../http/scope.ts'
import { merge } from '../instances/merge.ts'
import { type Metadata, metadataNames, metadataText } from './metadata.ts'
import { awaitUser, updateUser } from './users.store.ts'

/**
 * Merges the given metadata into what is stored at that moment (RFC 7396). The row is locked before it is read, so that of any number of
 * merges at the same time each sees what the one before it stored.
 */
export async function mergeMetadata(trx: Trx, scope: Scope, userId: string, patch: Metadata): Promise<void> {
  await awaitUser(trx, scope, userId)
  const stored = await trx.selectFrom('users').select(metadataNames).where('id', '=', userId).executeTakeFirst()
  if (!stored) throw new AppError('resource_not_found')
  const change: Updateable<UserTable> = { updated_at: scope.now }
  for (const name of metadataNames) {
    const given = patch[name]
    if (given !== undefined) change[name] = metadataText(name, merge(JSON.parse(stored[name]), given))
  }
  await updateUser(trx, userId, change)
}
