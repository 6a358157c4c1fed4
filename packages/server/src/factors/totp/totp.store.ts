import type { Selectable } from 'kysely'
import { claimed } from '../../db/claim.ts'
import type { Db, Trx } from '../../db/open.ts'
import { prepared } from '../../db/prepared.ts'
import type { TotpFactorTable } from '../../db/schema.ts'
import type { Clock } from './totp.drift.ts'

export type TotpRow = Selectable<TotpFactorTable>

/** All the user's authenticator apps. */
export function findConfirmedTotps(db: Db | Trx, userId: string): Promise<TotpRow[]> {
  return confirmed(db, { userId })
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

/** A factor that comes confirmed, from the Backend API; replaces whatever the user had. */
export async function putConfirmedTotp(trx: Trx, row: TotpRow): Promise<void> {
  await deleteTotp(trx, row.user_id)
  await trx.insertInto('totp_factors').values(row).execute()
}

export interface Accepted {
  id: string
  step: number
  clock: Clock
  now: number
  /** The secret under the newest master key. */
  sealed: string
}

/** Uses up a time step: only one strictly later than the last is accepted, in one statement, for every server (R4). */
export function claimStep(trx: Trx, accepted: Accepted): Promise<boolean> {
  return claimed({ execute: () => laterStep(trx, accepted) })
}

const laterStep = prepared((db, { id, step, clock, now, sealed }: Accepted) =>
  db
    .updateTable('totp_factors')
    .set({
      last_step: step,
      drift: clock.drift,
      lean: clock.lean,
      last_used_at: now,
      secret_sealed: sealed,
      updated_at: now,
    })
    .where('id', '=', id)
    .where('confirmed_at', 'is not', null)
    .where('last_step', '<', step)
    .returning('id'),
)

/**
 * Uses up the step of a code that was refused for its time. Whoever guessed it must not learn a code that is right a minute later;
 * an app whose clock really is off shows later ones from now on. `drift` is where its middle is hence.
 */
export function burnStep(db: Db, stray: { id: string; step: number; drift: number }): Promise<boolean> {
  return claimed(
    db
      .updateTable('totp_factors')
      .set({ last_step: stray.step, drift: stray.drift, lean: 0 })
      .where('id', '=', stray.id)
      .where('confirmed_at', 'is not', null)
      .where('last_step', '<', stray.step)
      .returning('id'),
  )
}

/** Remembers how far off the first code of an open enrolment was: the next one of the same clock confirms it. */
export async function noteDrift(db: Db, noted: { id: string; step: number; drift: number }): Promise<void> {
  await db
    .updateTable('totp_factors')
    .set({ last_step: noted.step, drift: noted.drift })
    .where('id', '=', noted.id)
    .where('confirmed_at', 'is', null)
    .execute()
}

export interface Confirmation {
  id: string
  step: number
  drift: number
  name: string | null
  /** Of the app whose place it takes. */
  createdAt: number
  now: number
}

/** Confirms an open enrolment and burns the confirming code's step (R5). */
export function confirmTotp(trx: Trx, { id, step, drift, name, createdAt, now }: Confirmation): Promise<boolean> {
  return claimed(
    trx
      .updateTable('totp_factors')
      .set({
        confirmed_at: now,
        last_step: step,
        drift,
        name,
        expires_at: null,
        created_at: createdAt,
        updated_at: now,
      })
      .where('id', '=', id)
      .where('confirmed_at', 'is', null)
      .where('expires_at', '>', now)
      .returning('id'),
  )
}

/** False when it was removed meanwhile. */
export function nameApp(trx: Trx, id: string, name: string, now: number): Promise<boolean> {
  return claimed(trx.updateTable('totp_factors').set({ name, updated_at: now }).where('id', '=', id).returning('id'))
}

export async function deleteApp(trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom('totp_factors').where('id', '=', id).execute()
}

/** All apps; an open enrolment goes as well. */
export async function deleteTotp(trx: Trx, userId: string): Promise<void> {
  await trx.deleteFrom('totp_factors').where('user_id', '=', userId).execute()
}
