import type { Trx } from '../../db/open.ts'

/** Every confirmed app and passkey of a user; what is being set up at this moment stays. */
export async function deleteConfirmed(trx: Trx, userId: string): Promise<void> {
  for (const table of ['totp_factors', 'passkeys'] as const)
    await trx.deleteFrom(table).where('user_id', '=', userId).where('confirmed_at', 'is not', null).execute()
}
