import { AppError } from '@countersign/contract'
import { sql, type Updateable } from 'kysely'
import type { Context } from '../context.ts'
import { jsonRows, readRows } from '../db/json-rows.ts'
import type { Db, Trx } from '../db/open.ts'
import { prepared } from '../db/prepared.ts'
import type { UserTable } from '../db/schema.ts'
import type { UserRow } from '../http/scope.ts'
import type { Grace } from '../policy/rules.ts'
import type { AppFacts, EmailRow, PasskeyFacts, PhoneRow, UserFacts } from './facts.ts'
import type { Identifier } from './identifier.ts'

const emailColumns = [
  'id',
  'instance_id',
  'user_id',
  'address',
  'address_key',
  'verified_at',
  'created_at',
  'updated_at',
] as const satisfies (keyof EmailRow)[]
const phoneColumns = [
  'id',
  'instance_id',
  'user_id',
  'number',
  'country',
  'verified_at',
  'reserved_at',
  'default_at',
  'created_at',
  'updated_at',
] as const satisfies (keyof PhoneRow)[]

const passkeyColumns = [
  'id',
  'name',
  'rp_id',
  'user_handle',
  'credential_id',
  'transports',
  'last_used_at',
  'created_at',
  'updated_at',
] as const satisfies (keyof PasskeyFacts)[]

const appColumns = [
  'id',
  'name',
  'confirmed_at',
  'last_used_at',
  'created_at',
  'updated_at',
] as const satisfies (keyof AppFacts)[]
const graceColumns = ['rule_id', 'noticed_at', 'until', 'skips_left'] as const satisfies (keyof Grace)[]

/** Users with what they could prove with: one row each. */
function usersWithFactors(db: Db | Trx, instanceId: string) {
  return db
    .selectFrom('users')
    .selectAll('users')
    .select((eb) => [
      eb
        .selectFrom('backup_codes')
        .whereRef('backup_codes.user_id', '=', 'users.id')
        .where('backup_codes.used_at', 'is', null)
        .select(sql<number>`count(*)`.as('left'))
        .as('backup_codes_left'),
      eb
        .selectFrom('backup_code_sets')
        .whereRef('backup_code_sets.user_id', '=', 'users.id')
        .select('backup_code_sets.has_check')
        .as('backup_code_check'),
      eb
        .selectFrom('backup_code_sets')
        .whereRef('backup_code_sets.user_id', '=', 'users.id')
        .select('backup_code_sets.id')
        .as('backup_code_set'),
      eb
        .selectFrom('help_desk_codes')
        .whereRef('help_desk_codes.user_id', '=', 'users.id')
        .where('help_desk_codes.uses_left', '>', 0)
        .where('help_desk_codes.revoked_at', 'is', null)
        .select(sql<number>`count(*)`.as('left'))
        .as('help_desk_codes'),
      jsonRows(
        db,
        eb.selectFrom('email_addresses').whereRef('email_addresses.user_id', '=', 'users.id').select(emailColumns),
      ).as('emails'),
      jsonRows(
        db,
        eb.selectFrom('phone_numbers').whereRef('phone_numbers.user_id', '=', 'users.id').select(phoneColumns),
      ).as('phones'),
      jsonRows(
        db,
        eb
          .selectFrom('totp_factors')
          .whereRef('totp_factors.user_id', '=', 'users.id')
          .where('totp_factors.confirmed_at', 'is not', null)
          .select(appColumns),
      ).as('apps'),
      jsonRows(
        db,
        eb
          .selectFrom('passkeys')
          .whereRef('passkeys.user_id', '=', 'users.id')
          .where('passkeys.confirmed_at', 'is not', null)
          .select(passkeyColumns),
      ).as('passkeys'),
      jsonRows(db, eb.selectFrom('mfa_graces').whereRef('mfa_graces.user_id', '=', 'users.id').select(graceColumns)).as(
        'graces',
      ),
    ])
    .where('users.instance_id', '=', instanceId)
}

type UserWithFactors = Awaited<ReturnType<ReturnType<typeof usersWithFactors>['execute']>>[number]

function byAge(a: { created_at: number; id: string }, b: { created_at: number; id: string }): number {
  return a.created_at - b.created_at || (a.id < b.id ? -1 : 1)
}

function toFacts(row: UserWithFactors): UserFacts {
  const { apps: appRows, backup_codes_left, backup_code_set, backup_code_check, help_desk_codes, ...rest } = row
  const { emails, phones, passkeys, graces, ...user } = rest
  const apps = readRows<AppFacts>(appRows).sort(byAge)
  return {
    user,
    emails: readRows<EmailRow>(emails).sort(byAge),
    phones: readRows<PhoneRow>(phones).sort(byAge),
    passkeys: readRows<PasskeyFacts>(passkeys).sort(byAge),
    apps,
    totp: apps[0] ?? null,
    backupCodesLeft: Number(backup_codes_left ?? 0),
    hasBackupCodes: backup_code_set !== null,
    backupCodeSet: backup_code_set,
    graces: readRows<Grace>(graces),
    hasCheckedCodes: backup_code_check === 1,
    helpDeskCodes: Number(help_desk_codes ?? 0),
  }
}

const oneUser = prepared((db, values: { instanceId: string; userId: string }) =>
  usersWithFactors(db, values.instanceId).where('users.id', '=', values.userId),
)

/** Whom to load behind an identifier that nobody owns: the same reads are made, so that their time tells nothing (R110). */
export const nobody = 'user_nobody'

/** The user with everything they can prove with, or null when there is no such user in this instance. One statement, found or not. */
export async function loadFacts(db: Db | Trx, instanceId: string, userId: string): Promise<UserFacts | null> {
  const [row] = await oneUser(db, { instanceId, userId })
  return row ? toFacts(row) : null
}

/** As `loadFacts`, of somebody who is known to be there. */
export async function requireFacts(db: Db | Trx, instanceId: string, userId: string): Promise<UserFacts> {
  const facts = await loadFacts(db, instanceId, userId)
  if (!facts) throw new AppError('resource_not_found')
  return facts
}

/** Facts of many users in as many statements as of one; in the order of `ids`. */
export async function loadManyFacts(db: Db | Trx, instanceId: string, ids: string[]): Promise<UserFacts[]> {
  if (ids.length === 0) return []
  const rows = await usersWithFactors(db, instanceId).where('users.id', 'in', ids).execute()
  const found = new Map(rows.map((row) => [row.id, toFacts(row)]))
  return ids.flatMap((id) => found.get(id) ?? [])
}

const ownerOfAddress = prepared((db, values: { instanceId: string; key: string }) =>
  db
    .selectFrom('email_addresses')
    .select('user_id')
    .where('instance_id', '=', values.instanceId)
    .where('address_key', '=', values.key)
    .where('verified_at', 'is not', null),
)

const ownerOfNumber = prepared((db, values: { instanceId: string; key: string }) =>
  db
    .selectFrom('phone_numbers')
    .select('user_id')
    .where('instance_id', '=', values.instanceId)
    .where('number', '=', values.key)
    .where('verified_at', 'is not', null),
)

/** Who may sign in with this identifier: a verified address or number or a username, never an unverified one (R48). */
export async function findUserId(db: Db | Trx, instanceId: string, identifier: Identifier): Promise<string | null> {
  if (identifier.kind !== 'username') {
    const ownerOf = identifier.kind === 'email_address' ? ownerOfAddress : ownerOfNumber
    const [row] = await ownerOf(db, { instanceId, key: identifier.key })
    return row?.user_id ?? null
  }
  const row = await db
    .selectFrom('users')
    .select('id')
    .where('instance_id', '=', instanceId)
    .where('username_key', '=', identifier.key)
    .executeTakeFirst()
  return row?.id ?? null
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
