import { AppError } from '@countersign/contract'
import type { Updateable } from 'kysely'
import type { Context } from '../context.ts'
import type { Db, Trx } from '../db/open.ts'
import { prepared } from '../db/prepared.ts'
import type { UserTable } from '../db/schema.ts'
import type { UserRow } from '../http/scope.ts'
import type { Identifier } from './identifier.ts'

interface Sought {
  instanceId: string
  key: string
}

// One row whether an account has it or not, so that both are answered alike (R110).
const ownerOfAddress = prepared((db, { instanceId, key }: Sought) =>
  db.selectNoFrom((eb) =>
    eb
      .selectFrom('email_addresses')
      .select('user_id')
      .where('instance_id', '=', instanceId)
      .where('address_key', '=', key)
      .where('verified_at', 'is not', null)
      .as('user_id'),
  ),
)

const ownerOfNumber = prepared((db, { instanceId, key }: Sought) =>
  db.selectNoFrom((eb) =>
    eb
      .selectFrom('phone_numbers')
      .select('user_id')
      .where('instance_id', '=', instanceId)
      .where('number', '=', key)
      .where('verified_at', 'is not', null)
      .as('user_id'),
  ),
)

const ownerOfUsername = prepared((db, { instanceId, key }: Sought) =>
  db.selectNoFrom((eb) =>
    eb
      .selectFrom('users')
      .select('id')
      .where('instance_id', '=', instanceId)
      .where('username_key', '=', key)
      .as('user_id'),
  ),
)

const ownerOf = { email_address: ownerOfAddress, phone_number: ownerOfNumber, username: ownerOfUsername }

/** Who may sign in with this identifier: a verified address or number or a username, never an unverified one (R48). */
export async function findUserId(db: Db | Trx, instanceId: string, { kind, key }: Identifier): Promise<string | null> {
  const [row] = await ownerOf[kind](db, { instanceId, key })
  return row?.user_id ?? null
}

export async function updateUser(trx: Trx, id: string, change: Updateable<UserTable>): Promise<void> {
  await updateRow(trx, { id, change })
}

const updateRow = prepared((db, values: { id: string; change: Updateable<UserTable> }) =>
  db.updateTable('users').set(values.change).where('id', '=', values.id),
)

/** Voids every attempt, code and pending enrolment of the user that began before now (R61). Returns the new epoch. */
export async function raiseEpoch(trx: Trx, id: string, now: number): Promise<number> {
  const row = await trx
    .updateTable('users')
    .set((eb) => ({ epoch: eb('epoch', '+', 1), updated_at: now }))
    .where('id', '=', id)
    .returning('epoch')
    .executeTakeFirstOrThrow()
  return row.epoch
}

/**
 * Keeps a user as they were read until the commit: waits for whoever is changing them, and refuses if they did (R59, R61). Two transactions
 * of PostgreSQL can both read a row before either writes; on SQLite the second begins only when the first is over.
 */
export async function holdUser(
  trx: Trx,
  { context }: { context: Pick<Context, 'database'> },
  user: Pick<UserRow, 'id' | 'epoch'>,
): Promise<void> {
  if (context.database.engine === 'sqlite') return
  const [row] = await heldEpoch(trx, { id: user.id })
  if (row?.epoch !== user.epoch) throw new AppError('attempt_expired')
}

/**
 * Waits for whoever is changing a user, whose row is to be read only then: for somebody who must not be refused because an intruder was
 * faster.
 */
export async function awaitUser(
  trx: Trx,
  { context }: { context: Pick<Context, 'database'> },
  id: string,
): Promise<void> {
  if (context.database.engine === 'postgres') await heldEpoch(trx, { id })
}

const heldEpoch = prepared((db, values: { id: string }) =>
  db.selectFrom('users').select('epoch').where('id', '=', values.id).forNoKeyUpdate(),
)

export async function insertUser(trx: Trx, user: UserRow): Promise<void> {
  await trx.insertInto('users').values(user).execute()
}

export async function deleteUser(trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom('users').where('id', '=', id).execute()
}

export async function isExternalIdTaken(db: Db | Trx, instanceId: string, externalId: string): Promise<boolean> {
  const row = await db
    .selectFrom('users')
    .select('id')
    .where('instance_id', '=', instanceId)
    .where('external_id', '=', externalId)
    .executeTakeFirst()
  return row !== undefined
}
