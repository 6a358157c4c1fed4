import type { Trx } from '../../db/open.ts'
import { newId } from '../../lib/ids.ts'
import type { NewUserScope } from '../../users/new-user.ts'
import { makeBackupCodes } from './backup-code.code.ts'
import { backupCodeMac } from './backup-code.hash.ts'
import { type BackupCodeRow, type BackupCodeSetRow, replaceSet } from './backup-code.store.ts'

export interface PreparedSet {
  id: string
  /** Unformatted; shown once, never stored. */
  codes: string[]
  /** Makes the set the user's only one. */
  store(trx: Trx): Promise<void>
}

/** Makes and hashes a set outside any transaction; `store` puts it in place within one. */
export async function prepareSet(scope: NewUserScope, userId: string, given?: string[]): Promise<PreparedSet> {
  const codes = given ?? makeBackupCodes(scope.context.random)
  const rows = await hashSet(scope, userId, codes)
  // Codes that somebody else made have no check character.
  rows.set.has_check = given ? 0 : 1
  return { id: rows.set.id, codes, store: (trx) => replaceSet(trx, rows.set, rows.codes) }
}

/** A set as it is stored. */
export interface SetRows {
  set: BackupCodeSetRow
  codes: BackupCodeRow[]
}

export async function hashSet(scope: NewUserScope, userId: string, codes: readonly string[]): Promise<SetRows> {
  const { context } = scope
  const salt = context.random.bytes(16).toString('base64url')
  return setOf(scope, userId, salt, await Promise.all(codes.map((code) => backupCodeMac(context.keyring, salt, code))))
}

/** A set of which only the MACs are known. */
export function setOf({ context, instance, now }: NewUserScope, userId: string, salt: string, macs: string[]): SetRows {
  const set: BackupCodeSetRow = {
    id: newId('bset', context),
    instance_id: instance.id,
    user_id: userId,
    salt,
    has_check: 0,
    last_used_at: null,
    last_used_ip: null,
    last_used_agent: null,
    proved_at: null,
    created_at: now,
  }
  const codes = macs.map((code_mac) => ({
    id: newId('bcode', context),
    set_id: set.id,
    user_id: userId,
    code_mac,
    used_at: null,
  }))
  return { set, codes }
}
