import type { Selectable } from 'kysely'
import { claimed } from '../db/claim.ts'
import type { Db, Trx } from '../db/open.ts'
import { prepared } from '../db/prepared.ts'
import type { ClientRenewalTable } from '../db/schema.ts'

export type RenewalRow = Selectable<ClientRenewalTable>

export interface Replacement {
  id: string
  generation: number
  from: string
  to: string
  cookieExpiresAt: number
}

/** Replaces the token while it still is the one the request came with; false when another was faster. */
export function replaceToken(trx: Trx, values: Replacement): Promise<boolean> {
  return claimed({ execute: () => replacing(trx, values) })
}

const replacing = prepared((db, values: Replacement) =>
  db
    .updateTable('clients')
    .set({ token_hash: values.to, cookie_expires_at: values.cookieExpiresAt, generation: values.generation })
    .where('id', '=', values.id)
    .where('token_hash', '=', values.from)
    .returning('id'),
)

/** Holds the client for the transaction while this is still its token; false when a proof replaced it. */
export function holdToken(trx: Trx, values: { id: string; hash: string }): Promise<boolean> {
  return claimed({ execute: () => holding(trx, values) })
}

const holding = prepared((db, values: { id: string; hash: string }) =>
  db
    .updateTable('clients')
    .set((eb) => ({ generation: eb.ref('generation') }))
    .where('id', '=', values.id)
    .where('token_hash', '=', values.hash)
    .returning('id'),
)

export async function insertRenewal(trx: Trx, row: RenewalRow): Promise<void> {
  await inserting(trx, { row })
}

const inserting = prepared((db, values: { row: RenewalRow }) => db.insertInto('client_renewals').values(values.row))

/**
 * False while the very same request is being answered under this token. One that was answered is asked again on purpose: a new set of backup
 * codes is a new set, however soon, and the one whose answer was lost ends with it.
 */
export async function insertShown(trx: Trx, row: RenewalRow): Promise<boolean> {
  await trx
    .deleteFrom('client_renewals')
    .where('from_hash', '=', row.from_hash)
    .where('request_mac', '=', row.request_mac)
    .where((eb) => eb.or([eb('expires_at', '<=', row.created_at), eb('answered_at', 'is not', null)]))
    .execute()
  return claimed(
    trx
      .insertInto('client_renewals')
      .values(row)
      .onConflict((conflict) => conflict.columns(['from_hash', 'request_mac']).doNothing())
      .returning('id'),
  )
}

/** The renewal in which this token was given up, as long as the overlap lasts. */
export async function findGivenUp(db: Db | Trx, values: { hash: string; instanceId: string; now: number }) {
  const [row] = await givenUp(db, values)
  return row
}

const givenUp = prepared((db, values: { hash: string; instanceId: string; now: number }) =>
  db
    .selectFrom('client_renewals')
    .selectAll()
    .where('from_hash', '=', values.hash)
    .whereRef('to_hash', '<>', 'from_hash')
    .where('instance_id', '=', values.instanceId)
    .where('expires_at', '>', values.now),
)

/** The renewals of a client from this generation on, oldest first. */
export function renewalsSince(db: Db | Trx, clientId: string, generation: number) {
  return db
    .selectFrom('client_renewals')
    .select(['before'])
    .where('client_id', '=', clientId)
    .where('generation', '>=', generation)
    .whereRef('to_hash', '<>', 'from_hash')
    .orderBy('generation')
    .execute()
}

/** What was answered to a request that came with this token, or made it; newest first. */
export function findAnswers(db: Db | Trx, values: { hash: string; instanceId: string; now: number }) {
  return answers(db, values)
}

const answers = prepared((db, values: { hash: string; instanceId: string; now: number }) =>
  db
    .selectFrom('client_renewals')
    .selectAll()
    .where((eb) => eb.or([eb('from_hash', '=', values.hash), eb('to_hash', '=', values.hash)]))
    .where('instance_id', '=', values.instanceId)
    .where('expires_at', '>', values.now)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc'),
)

export async function findRenewal(db: Db, id: string): Promise<RenewalRow | undefined> {
  return db.selectFrom('client_renewals').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Counts a repeat under the old token as a miss before it is compared; false when there were too many. Holds the row meanwhile. */
export function countMiss(trx: Trx, id: string, most: number): Promise<boolean> {
  return claimed(
    trx
      .updateTable('client_renewals')
      .set((eb) => ({ misses: eb('misses', '+', 1) }))
      .where('id', '=', id)
      .where('misses', '<', most)
      .returning('id'),
  )
}

export async function takeMissBack(trx: Trx, id: string): Promise<void> {
  await trx
    .updateTable('client_renewals')
    .set((eb) => ({ misses: eb('misses', '-', 1) }))
    .where('id', '=', id)
    .execute()
}

export async function storeAnswer(db: Db, values: { id: string; sealed: string; at: number }): Promise<void> {
  await storing(db, values)
}

const storing = prepared((db, values: { id: string; sealed: string; at: number }) =>
  db
    .updateTable('client_renewals')
    .set({ answer_sealed: values.sealed, answered_at: values.at })
    .where('id', '=', values.id),
)
