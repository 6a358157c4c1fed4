import type { Selectable } from 'kysely'
import { claimed } from '../../db/claim.ts'
import type { Db, Trx } from '../../db/open.ts'
import type { PasskeyChallengeTable } from '../../db/schema.ts'
import type { PasskeyRow } from '../../users/facts.ts'

export type ChallengeRow = Selectable<PasskeyChallengeTable>
/** What an authenticator has made, unlike an open enrolment. */
export type MadePasskey = PasskeyRow & { credential_id: string; public_key: string }
export type Level = ChallengeRow['level']

export async function findByCredential(
  db: Db | Trx,
  instanceId: string,
  credentialId: string,
): Promise<MadePasskey | undefined> {
  return db
    .selectFrom('passkeys')
    .selectAll()
    .$narrowType<{ credential_id: string; public_key: string }>()
    .where('instance_id', '=', instanceId)
    .where('credential_id', '=', credentialId)
    .where('confirmed_at', 'is not', null)
    .executeTakeFirst()
}

/** The open enrolment this session began (R65). */
export async function findPending(
  db: Db,
  sought: PendingPasskey,
): Promise<(PasskeyRow & { challenge: string }) | undefined> {
  return db
    .selectFrom('passkeys')
    .selectAll()
    .$narrowType<{ challenge: string }>()
    .where('id', '=', sought.id)
    .where('user_id', '=', sought.userId)
    .where('session_id', '=', sought.sessionId)
    .where('confirmed_at', 'is', null)
    .where('expires_at', '>', sought.now)
    .executeTakeFirst()
}

interface PendingPasskey {
  id: string
  userId: string
  sessionId: string
  now: number
}

/** A user has one open enrolment at most: a new one replaces the old. */
export async function replacePending(trx: Trx, row: PasskeyRow): Promise<void> {
  await trx.deleteFrom('passkeys').where('user_id', '=', row.user_id).where('confirmed_at', 'is', null).execute()
  await trx.insertInto('passkeys').values(row).execute()
}

/** Finishes an open enrolment; its challenge is used up by that (R33). */
export function confirmPasskey(trx: Trx, key: PasskeyRow, now: number): Promise<boolean> {
  const { credential_id, public_key, counter, transports, backup_eligible, backed_up } = key
  const made = { credential_id, public_key, counter, transports, backup_eligible, backed_up }
  return claimed(
    trx
      .updateTable('passkeys')
      .set({ ...made, challenge: null, expires_at: null, confirmed_at: now, updated_at: now })
      .where('id', '=', key.id)
      .where('confirmed_at', 'is', null)
      .where('expires_at', '>', now)
      .returning('id'),
  )
}

/** False when it was removed meanwhile. */
export function renamePasskey(trx: Trx, id: string, name: string, now: number): Promise<boolean> {
  return claimed(trx.updateTable('passkeys').set({ name, updated_at: now }).where('id', '=', id).returning('id'))
}

export async function deletePasskey(trx: Trx, id: string): Promise<void> {
  await trx.deleteFrom('passkeys').where('id', '=', id).execute()
}

/** Open enrolments go as well. */
export async function deletePasskeys(trx: Trx, userId: string): Promise<void> {
  await trx.deleteFrom('passkeys').where('user_id', '=', userId).execute()
}

/** Notes a use: only if nobody else moved the counter since it was compared (R37). */
export function usePasskey(
  trx: Trx,
  { id, counter }: PasskeyRow,
  use: Pick<PasskeyRow, 'counter' | 'backed_up'> & { now: number },
): Promise<boolean> {
  return claimed(
    trx
      .updateTable('passkeys')
      .set({ counter: use.counter, backed_up: use.backed_up, last_used_at: use.now })
      .where('id', '=', id)
      .where('counter', '=', counter)
      .returning('id'),
  )
}

/** One step of an attempt has one open challenge: what was asked before is void. */
export async function replaceChallenge(trx: Trx, row: ChallengeRow): Promise<void> {
  await trx
    .deleteFrom('passkey_challenges')
    .where('attempt_id', '=', row.attempt_id)
    .where('level', '=', row.level)
    .execute()
  await trx.insertInto('passkey_challenges').values(row).execute()
}

export async function findChallenge(
  db: Db | Trx,
  attemptId: string,
  level: Level,
  now: number,
): Promise<ChallengeRow | undefined> {
  return db
    .selectFrom('passkey_challenges')
    .selectAll()
    .where('attempt_id', '=', attemptId)
    .where('level', '=', level)
    .where('used_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst()
}

/** Uses a challenge up: of any number of callers with one assertion, one gets it (R33). */
export function claimChallenge(trx: Trx, id: string, now: number): Promise<boolean> {
  return claimed(
    trx
      .updateTable('passkey_challenges')
      .set({ used_at: now })
      .where('id', '=', id)
      .where('used_at', 'is', null)
      .where('expires_at', '>', now)
      .returning('id'),
  )
}
