import { claim, claimed } from '../db/claim.ts'
import type { Db, Trx } from '../db/open.ts'
import type { InvitationRow } from './invitation.ts'

interface Place {
  instanceId: string
  now: number
}

export async function insertInvitation(trx: Trx, row: InvitationRow): Promise<void> {
  await trx.insertInto('invitations').values(row).execute()
}

export function findInvitation(db: Db | Trx, instanceId: string, id: string): Promise<InvitationRow | undefined> {
  return db
    .selectFrom('invitations')
    .selectAll()
    .where('id', '=', id)
    .where('instance_id', '=', instanceId)
    .executeTakeFirst()
}

/** The pending invitation with this token; one that is unknown, accepted, revoked or expired is all the same. */
export function findPending(
  db: Db | Trx,
  { tokenHash, instanceId, now }: Place & { tokenHash: string },
): Promise<InvitationRow | undefined> {
  return pending(db, { instanceId, now }).where('token_hash', '=', tokenHash).executeTakeFirst()
}

/** Whether an address has a pending invitation. */
export async function isInvited(
  db: Db | Trx,
  { emailKey, instanceId, now }: Place & { emailKey: string },
): Promise<boolean> {
  const row = await pending(db, { instanceId, now }).where('email_key', '=', emailKey).limit(1).executeTakeFirst()
  return row !== undefined
}

function pending(db: Db | Trx, { instanceId, now }: Place) {
  return db
    .selectFrom('invitations')
    .selectAll()
    .where('instance_id', '=', instanceId)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
}

/** Accepts a pending invitation, once. Undefined when it was accepted, revoked or deleted, or has expired. */
export function claimInvitation(
  trx: Trx,
  { id, instanceId, now }: Place & { id: string },
): Promise<InvitationRow | undefined> {
  return claim(
    trx
      .updateTable('invitations')
      .set({ accepted_at: now })
      .where('id', '=', id)
      .where('instance_id', '=', instanceId)
      .where('accepted_at', 'is', null)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', now)
      .returningAll(),
  )
}

/** Names the account of an invitation that was just accepted: it exists only now. */
export async function setInvited(trx: Trx, id: string, userId: string): Promise<void> {
  await trx.updateTable('invitations').set({ user_id: userId }).where('id', '=', id).execute()
}

/** False when it was accepted or revoked before. */
export function claimRevocation(trx: Trx, { id, instanceId, now }: Place & { id: string }): Promise<boolean> {
  return claimed(
    trx
      .updateTable('invitations')
      .set({ revoked_at: now })
      .where('id', '=', id)
      .where('instance_id', '=', instanceId)
      .where('accepted_at', 'is', null)
      .where('revoked_at', 'is', null)
      .returning('id'),
  )
}

/** Lets one caller at a time look for a pending invitation and insert one. On SQLite writers take turns anyway. */
export async function holdInvitations(trx: Trx, engine: string, instanceId: string): Promise<void> {
  if (engine !== 'postgres') return
  await trx.selectFrom('instances').select('id').where('id', '=', instanceId).forNoKeyUpdate().execute()
}
