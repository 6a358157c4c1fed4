import type { Trx } from '../../db/open.ts'

/** Stores the stronger hash of the same password, unless the password changed meanwhile. */
export async function replaceHash(trx: Trx, userId: string, old: string, replacement: string): Promise<void> {
  await trx
    .updateTable('users')
    .set({ password_hash: replacement })
    .where('id', '=', userId)
    .where('password_hash', '=', old)
    .execute()
}
