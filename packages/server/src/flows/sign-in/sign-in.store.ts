import type { Selectable, Updateable } from 'kysely'
import { claimed } from '../../db/claim.ts'
import type { Db, Trx } from '../../db/open.ts'
import { prepared } from '../../db/prepared.ts'
import type { SignInTable } from '../../db/schema.ts'
import { updateClient } from '../../sessions/clients.store.ts'

export type SignInRow = Selectable<SignInTable>

/** A trusted device that was removed since it was read is left out: the sign-in asks for the second factor. */
export async function insertSignIn(trx: Trx, row: SignInRow): Promise<void> {
  await insertRow(trx, { row })
  await updateClient(trx, row.client_id, { sign_in_id: row.id })
}

const insertRow = prepared((db, { row }: { row: SignInRow }) =>
  db.insertInto('sign_ins').values((eb) => ({
    ...row,
    trusted_by: eb.selectFrom('trusted_devices').where('token_hash', '=', row.trusted_by).select('token_hash'),
  })),
)

/** A sign-in of this client; another client's id is as unknown as one that never was (S60, R66). */
export async function findSignIn(db: Db | Trx, id: string, clientId: string): Promise<SignInRow | undefined> {
  const [row] = await ownSignIn(db, { id, clientId })
  return row
}

const ownSignIn = prepared((db, values: { id: string; clientId: string }) =>
  db.selectFrom('sign_ins').selectAll().where('id', '=', values.id).where('client_id', '=', values.clientId),
)

/** Spends one try of the second step before it is compared; false when five are spent. */
export function chargeSecondTry(db: Db | Trx, id: string, most: number): Promise<boolean> {
  return claimed({ execute: () => oneMoreTry(db, { id, most }) })
}

const oneMoreTry = prepared((db, values: { id: string; most: number }) =>
  db
    .updateTable('sign_ins')
    .set((eb) => ({ second_tries: eb('second_tries', '+', 1) }))
    .where('id', '=', values.id)
    .where('session_id', 'is', null)
    .where('second_tries', '<', values.most)
    .returning('id'),
)

/** A try that was compared with nothing. */
export async function returnSecondTry(trx: Trx, id: string): Promise<void> {
  await trx
    .updateTable('sign_ins')
    .set((eb) => ({ second_tries: eb('second_tries', '-', 1) }))
    .where('id', '=', id)
    .where('second_tries', '>', 0)
    .execute()
}

/** Says whose sign-in it is, where the passkey does; false when that is said already. */
export function nameUser(trx: Trx, id: string, user: { id: string; epoch: number }): Promise<boolean> {
  return claimed(
    trx
      .updateTable('sign_ins')
      .set({ user_id: user.id, epoch: user.epoch })
      .where('id', '=', id)
      .where('by_passkey', '=', 1)
      .where('user_id', 'is', null)
      .returning('id'),
  )
}

type Fact = 'first_at' | 'new_password_at' | 'second_at' | 'trusted_at' | 'session_id'

/** Adds a fact that was not there; false when it was, or the attempt is complete: facts only grow and grow once (R6). */
export function addFact(trx: Trx, id: string, missing: Fact, change: Updateable<SignInTable>): Promise<boolean> {
  return claimed({ execute: () => adding[missing](trx, { id, change }) })
}

const addingTo = (missing: Fact) =>
  prepared((db, values: { id: string; change: Updateable<SignInTable> }) =>
    db
      .updateTable('sign_ins')
      .set(values.change)
      .where('id', '=', values.id)
      .where(missing, 'is', null)
      .where('session_id', 'is', null)
      .returning('id'),
  )
const adding = {
  first_at: addingTo('first_at'),
  new_password_at: addingTo('new_password_at'),
  second_at: addingTo('second_at'),
  trusted_at: addingTo('trusted_at'),
  session_id: addingTo('session_id'),
}
