import type { Selectable } from 'kysely'
import type { Db, Trx } from '../db/open.ts'
import type { TrustedDeviceTable } from '../db/schema.ts'
import type { TrustToken } from './trust-token.ts'

export type TrustedDeviceRow = Selectable<TrustedDeviceTable>

/** Whose trust is alive: of this epoch, and not from before `since`. */
export interface Alive {
  userId: string
  epoch: number
  now: number
  since: number
}

function alive(db: Db | Trx, { userId, epoch, now, since }: Alive) {
  return db
    .selectFrom('trusted_devices')
    .selectAll()
    .where('user_id', '=', userId)
    .where('epoch', '=', epoch)
    .where('expires_at', '>', now)
    .where('created_at', '>', since)
}

/** The device that a token belongs to, be it the current one, the one before it, or one of long ago. */
export async function findTrustedDevice(
  db: Db,
  { tokenHash, familyHash }: Pick<TrustToken, 'tokenHash' | 'familyHash'>,
  of: Alive,
): Promise<TrustedDeviceRow | undefined> {
  return alive(db, of)
    .where(({ or, eb }) =>
      or([
        eb('token_hash', '=', tokenHash),
        eb('used_hash', '=', tokenHash),
        ...(familyHash === null ? [] : [eb('family_hash', '=', familyHash)]),
      ]),
    )
    .executeTakeFirst()
}

export async function trustedDeviceByToken(trx: Trx, hash: string): Promise<TrustedDeviceRow | undefined> {
  return trx.selectFrom('trusted_devices').selectAll().where('token_hash', '=', hash).executeTakeFirst()
}

/**
 * Whether the browser of the latest use went on with what it got: the session that was opened then has been used since. When the answer of
 * that sign-in was lost, nobody has its cookie, and no request can come.
 */
export async function wasTakenUp(db: Db, device: TrustedDeviceRow): Promise<boolean> {
  const used = await db
    .selectFrom('sessions')
    .select('id')
    .where('client_id', '=', device.client_id)
    .where('user_id', '=', device.user_id)
    .where('created_at', '=', device.last_used_at)
    .whereRef('last_active_at', '>', 'created_at')
    .executeTakeFirst()
  return used !== undefined
}

type OfUse = Pick<TrustedDeviceRow, 'id' | 'used_hash'>

/** The client cookies that were noted for this use of the device, as long as nothing was signed in with the next token. */
export async function usedClientsOf(
  trx: Trx,
  { id, used_hash }: OfUse,
): Promise<Pick<TrustedDeviceRow, 'used_clients'> | undefined> {
  const device = trx.selectFrom('trusted_devices').select('used_clients').where('id', '=', id)
  return device.where('used_hash', '=', used_hash).executeTakeFirst()
}

export async function noteClients(trx: Trx, { id, used_hash }: OfUse, used_clients: string | null): Promise<void> {
  const device = trx.updateTable('trusted_devices').set({ used_clients }).where('id', '=', id)
  await device.where('used_hash', '=', used_hash).execute()
}

/** The one used last comes first. */
export async function trustedDevices(db: Db | Trx, of: Alive): Promise<TrustedDeviceRow[]> {
  return alive(db, of).orderBy('last_used_at', 'desc').orderBy('id', 'desc').execute()
}

export async function insertTrustedDevice(trx: Trx, row: TrustedDeviceRow): Promise<void> {
  await trx.insertInto('trusted_devices').values(row).execute()
}

/** Puts a new token in place of the one that was used; of two at once, one gets it. */
export async function replaceToken(
  trx: Trx,
  old: string,
  change: Pick<
    TrustedDeviceRow,
    'token_hash' | 'family_hash' | 'used_hash' | 'used_clients' | 'client_id' | 'user_agent' | 'last_used_at'
  >,
): Promise<Pick<TrustedDeviceRow, 'id' | 'expires_at'> | undefined> {
  return trx
    .updateTable('trusted_devices')
    .set(change)
    .where('token_hash', '=', old)
    .returning(['id', 'expires_at'])
    .executeTakeFirst()
}

/** Which of a user's: one, those of a browser, or all. */
export interface Which {
  id?: string
  clientId?: string
}

/** Returns the ids of what is gone. */
export async function deleteTrustedDevices(trx: Trx, userId: string, { id, clientId }: Which = {}): Promise<string[]> {
  let query = trx.deleteFrom('trusted_devices').where('user_id', '=', userId)
  if (id !== undefined) query = query.where('id', '=', id)
  if (clientId !== undefined) query = query.where('client_id', '=', clientId)
  return (await query.returning('id').execute()).map((row) => row.id)
}

/** Whoever it was that was trusted there: the browser is a stranger from now on. */
export async function deleteTrustIn(trx: Trx, clientId: string): Promise<void> {
  await trx.deleteFrom('trusted_devices').where('client_id', '=', clientId).execute()
}
