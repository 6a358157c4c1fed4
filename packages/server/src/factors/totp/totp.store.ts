import type { Selectable } from 'kysely'
import { claimed } from '../../db/claim.ts'
import type { Db, Trx } from '../../db/open.ts'
import { prepared } from '../../db/prepared.ts'
import type { TotpFactorTable } from '../../db/schema.ts'

export type TotpRow = Selectable<TotpFactorTable>

export async function findConfirmedTotp(db: Db | Trx, userId: string): Promise<TotpRow | undefined> {
  const [row] = await confirmed(db, { userId })
  return row
}

const confirmed = prepared((db, values: { userId: string }) =>
  db.selectFrom('totp_factors').selectAll().where('user_id', '=', values.userId).where('confirmed_at', 'is not', null),
)

/** The open enrolment this session started (R65). */
export async function findPendingTotp(
  db: Db | Trx,
  userId: string,
  sessionId: string,
  now: number,
): Promise<TotpRow | undefined> {
  return db
    .selectFrom('totp_factors')
    .selectAll()
    .where('user_id', '=', userId)
    .where('session_id', '=', sessionId)
    .where('confirmed_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()
}

/** A user has one open enrolment at most: a new one replaces the old. */
export async function replacePendingTotp(trx: Trx, row: TotpRow): Promise<void> {
  await trx.deleteFrom('totp_factors').where('user_id', '=', row.user_id).where('confirmed_at', 'is', null).execute()
  await trx.insertInto('totp_factors').values(row).execute()
}

/** A factor that comes confirmed, from an import or the Backend API; replaces whatever the user had. */
export async function putConfirmedTotp(trx: Trx, row: TotpRow): Promise<void> {
  await deleteTotp(trx, row.user_id)
  await trx.insertInto('totp_factors').values(row).execute()
}

/** Uses up a time step: only one strictly later than the last is accepted, in one statement, for every server (R4). */
export function claimStep(trx: Trx, step: UsedStep): Promise<boolean> {
  return claimed({ execute: () => laterStep(trx, step) })
}

interface UsedStep {
  id: string
  step: number
  now: number
  sealed: string
}

const laterStep = prepared((db, values: UsedStep) =>
  db
    .updateTable('totp_factors')
    .set({ last_step: values.step, secret_sealed: values.sealed, updated_at: values.now })
    .where('id', '=', values.id)
    .where('confirmed_at', 'is not', null)
    .where('last_step', '<', values.step)
    .returning('id'),
)

/** Confirms an open enrolment and burns the confirming code's step (R5). */
export function confirmTotp(trx: Trx, id: string, step: number, now: number): Promise<boolean> {
  return claimed(
    trx
      .updateTable('totp_factors')
      .set({ confirmed_at: now, last_step: step, expires_at: null, updated_at: now })
      .where('id', '=', id)
      .where('confirmed_at', 'is', null)
      .where('expires_at', '>', now)
      .returning('id'),
  )
}

/** An open enrolment goes as well. */
export async function deleteTotp(trx: Trx, userId: string): Promise<void> {
  await trx.deleteFrom('totp_factors').where('user_id', '=', userId).execute()
}
