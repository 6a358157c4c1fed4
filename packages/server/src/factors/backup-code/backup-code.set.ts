import type { Trx } from '../../db/open.ts'
import { newId } from '../../lib/ids.ts'
import type { NewUserScope } from '../../users/new-user.ts'
import { makeBackupCodes } from './backup-code.code.ts'
import { backupCodeMac } from './backup-code.hash.ts'
import { replaceSet } from './backup-code.store.ts'

export interface PreparedSet {
  id: string
  /** Unformatted; shown once, never stored. */
  codes: string[]
  /** Makes the set the user's only one. */
  store(trx: Trx): Promise<void>
}

/** Makes and hashes a set outside any transaction; `store` puts it in place within one. */
export async function prepareSet(
  scope: NewUserScope,
  userId: string,
  codes = makeBackupCodes(scope.context.random),
): Promise<PreparedSet> {
  const { context, now } = scope
  const salt = context.random.bytes(16).toString('base64url')
  const set = { id: newId('bset', context), instance_id: scope.instance.id, user_id: userId, salt, created_at: now }
  const rows = await Promise.all(
    codes.map(async (code) => ({
      id: newId('bcode', context),
      set_id: set.id,
      user_id: userId,
      code_mac: await backupCodeMac(context.keyring, salt, code),
      used_at: null,
    })),
  )
  return { id: set.id, codes, store: (trx) => replaceSet(trx, set, rows) }
}
