import { AppError } from '@countersign/contract'
import { sql } from 'kysely'
import type { Context } from '../context.ts'
import { jsonRows, readRows } from '../db/json-rows.ts'
import type { Db, Trx } from '../db/open.ts'
import { prepared } from '../db/prepared.ts'
import type { Grace } from '../policy/rules.ts'
import type { AppFacts, EmailRow, PasskeyFacts, PhoneRow, UserFacts } from './facts.ts'
import { awaitUser } from './users.store.ts'

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
export function usersWithFactors(db: Db | Trx, instanceId: string) {
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

/** What is random in a user's id; `users_stand_in` is an index of it. */
export const idTailOf = (users: string) => sql<string>`substr(${sql.ref(`${users}.id`)}, 16)`

type UserWithFactors = Awaited<ReturnType<ReturnType<typeof usersWithFactors>['execute']>>[number]

function byAge(a: { created_at: number; id: string }, b: { created_at: number; id: string }): number {
  return a.created_at - b.created_at || (a.id < b.id ? -1 : 1)
}

export function toFacts(row: UserWithFactors): UserFacts {
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

/** An id that no user has, for reads that are made where no account is known as well, so that their time tells nothing (R110). */
export const nobody = 'user_nobody'

/** The user with everything they can prove with, or null when there is no such user in this instance. */
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

/** The user as they are once no other request is changing them, and until the commit. */
export async function heldFacts(
  trx: Trx,
  scope: { context: Pick<Context, 'database'>; instance: { id: string } },
  userId: string,
): Promise<UserFacts> {
  await awaitUser(trx, scope, userId)
  return requireFacts(trx, scope.instance.id, userId)
}

/** Facts of many users in as many statements as of one; in the order of `ids`. */
export async function loadManyFacts(db: Db | Trx, instanceId: string, ids: string[]): Promise<UserFacts[]> {
  if (ids.length === 0) return []
  const rows = await usersWithFactors(db, instanceId).where('users.id', 'in', ids).execute()
  const found = new Map(rows.map((row) => [row.id, toFacts(row)]))
  return ids.flatMap((id) => found.get(id) ?? [])
}
