import type { Selectable } from 'kysely'
import { claim, claimed } from '../../db/claim.ts'
import type { Db, Trx } from '../../db/open.ts'
import type { HelpDeskCodeTable } from '../../db/schema.ts'

export type HelpDeskCodeRow = Selectable<HelpDeskCodeTable>

export async function insertHelpDeskCode(trx: Trx, row: HelpDeskCodeRow): Promise<void> {
  await trx.insertInto('help_desk_codes').values(row).execute()
}

export interface Usable {
  userId: string
  epoch: number
  now: number
}

function usable(db: Db | Trx, { userId, epoch, now }: Usable) {
  return db
    .selectFrom('help_desk_codes')
    .selectAll()
    .where('user_id', '=', userId)
    .where('epoch', '=', epoch)
    .where('uses_left', '>', 0)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
}

/** A security event since voids it (R61). */
export async function findHelpDeskCode(db: Db, of: Usable & { hash: string }): Promise<HelpDeskCodeRow | undefined> {
  return usable(db, of).where('code_hash', '=', of.hash).executeTakeFirst()
}

export async function countUsable(db: Db | Trx, of: Usable): Promise<number> {
  return (await usable(db, of).execute()).length
}

/** Takes one of its uses, however many ask at once (R28). */
export function claimHelpDeskCode(trx: Trx, id: string, now: number): Promise<boolean> {
  return claimed(
    trx
      .updateTable('help_desk_codes')
      .set((eb) => ({ uses_left: eb('uses_left', '-', 1), last_used_at: now }))
      .where('id', '=', id)
      .where('uses_left', '>', 0)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', now)
      .returning('id'),
  )
}

export function revokeHelpDeskCode(
  trx: Trx,
  of: { id: string; userId: string; now: number },
): Promise<HelpDeskCodeRow | undefined> {
  return claim(
    trx
      .updateTable('help_desk_codes')
      .set({ revoked_at: of.now })
      .where('id', '=', of.id)
      .where('user_id', '=', of.userId)
      .where('revoked_at', 'is', null)
      .returningAll(),
  )
}

/** Newest first. */
export async function listHelpDeskCodes(db: Db, userId: string): Promise<HelpDeskCodeRow[]> {
  const all = db.selectFrom('help_desk_codes').selectAll().where('user_id', '=', userId)
  return all.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(100).execute()
}
