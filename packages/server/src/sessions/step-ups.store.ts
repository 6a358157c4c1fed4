import type { Selectable } from 'kysely'
import { claim, claimed } from '../db/claim.ts'
import type { Db, Trx } from '../db/open.ts'
import type { StepUpTable } from '../db/schema.ts'

export type StepUpRow = Selectable<StepUpTable>

export async function insertStepUp(trx: Trx, row: StepUpRow): Promise<void> {
  await trx.insertInto('step_ups').values(row).execute()
}

/** One of the session's that waits to be approved. */
export function findOpenStepUp(
  db: Db,
  wanted: { id: string; sessionId: string; epoch: number; now: number },
): Promise<StepUpRow | undefined> {
  return db
    .selectFrom('step_ups')
    .selectAll()
    .where('id', '=', wanted.id)
    .where('session_id', '=', wanted.sessionId)
    .where('epoch', '=', wanted.epoch)
    .where('approved_at', 'is', null)
    .where('expires_at', '>', wanted.now)
    .executeTakeFirst()
}

/** Called in the transaction of the proof that was given for it; false when it is too late or approved already. */
export function approveStepUp(
  trx: Trx,
  id: string,
  given: { now: number; until: number; epoch: number } & Pick<StepUpRow, 'first_strategy' | 'second_strategy'>,
): Promise<boolean> {
  const { first_strategy, second_strategy } = given
  return claimed(
    trx
      .updateTable('step_ups')
      .set({ first_strategy, second_strategy, approved_at: given.now, expires_at: given.until })
      .where('id', '=', id)
      .where('epoch', '=', given.epoch)
      .where('approved_at', 'is', null)
      .where('expires_at', '>', given.now)
      .returning('id'),
  )
}

/** Gives an approved one its token, which it has once. */
export function issueToken(
  trx: Trx,
  wanted: { id: string; sessionId: string; epoch: number; now: number; tokenHash: string },
): Promise<StepUpRow | undefined> {
  return claim(
    trx
      .updateTable('step_ups')
      .set({ token_hash: wanted.tokenHash })
      .where('id', '=', wanted.id)
      .where('session_id', '=', wanted.sessionId)
      .where('epoch', '=', wanted.epoch)
      .where('approved_at', 'is not', null)
      .where('token_hash', 'is', null)
      .where('expires_at', '>', wanted.now)
      .returningAll(),
  )
}

export interface Presented {
  instanceId: string
  tokenHash: string
  now: number
  action: string
  dataHash: string
  levels: StepUpRow['level'][]
  /** Approved after this. */
  notBefore: number
  idleSince: number
  sessionId: string | undefined
  userId: string | undefined
}

/**
 * Uses an approval up, if it is for just this: everything that it is bound to is in the one statement, so there is no moment between the
 * look and the use. Its session must live and nothing may have happened to its user.
 */
export function redeemStepUp(trx: Trx, given: Presented): Promise<StepUpRow | undefined> {
  let query = unused(trx, given)
    .set({ redeemed_at: given.now })
    .where('expires_at', '>', given.now)
    .where('action', '=', given.action)
    .where('data_hash', '=', given.dataHash)
    .where('level', 'in', given.levels)
    .where('approved_at', '>', given.notBefore)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('sessions')
          .select('sessions.id')
          .whereRef('sessions.id', '=', 'step_ups.session_id')
          .where('sessions.status', '=', 'active')
          .where('sessions.expires_at', '>', given.now)
          .where('sessions.last_active_at', '>', given.idleSince),
      ),
    )
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('users')
          .select('users.id')
          .whereRef('users.id', '=', 'step_ups.user_id')
          .whereRef('users.epoch', '=', 'step_ups.epoch')
          .where('users.banned_at', 'is', null),
      ),
    )
  if (given.sessionId !== undefined) query = query.where('session_id', '=', given.sessionId)
  if (given.userId !== undefined) query = query.where('user_id', '=', given.userId)
  return claim(query.returningAll())
}

/** Makes worthless what was presented for something else. */
export function burnStepUp(trx: Trx, given: Presented): Promise<StepUpRow | undefined> {
  return claim(unused(trx, given).set({ burnt_at: given.now }).returningAll())
}

function unused(trx: Trx, given: Presented) {
  return trx
    .updateTable('step_ups')
    .where('token_hash', '=', given.tokenHash)
    .where('instance_id', '=', given.instanceId)
    .where('redeemed_at', 'is', null)
    .where('burnt_at', 'is', null)
}
