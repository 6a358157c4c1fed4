import { type RawBuilder, sql } from 'kysely'
import type { Db, Trx } from './open.ts'
import { transact } from './transact.ts'

const step = 30_000

/** What a copy of the database would bring back to life, and how it is put to rest. A table is listed before what it refers to. */
const rests: { what: string; rest(now: number): RawBuilder<unknown> }[] = [
  // Whatever remembers the epoch it began in is void: attempts, codes, tickets, browsers that were known.
  { what: 'users', rest: () => sql`update users set epoch = epoch + 1` },
  {
    what: 'sessions',
    rest: (now) =>
      sql`update sessions set status = 'revoked', ended_at = ${now}, updated_at = ${now} where status = 'active'`,
  },
  // A token that was rotated away since names its browser again.
  {
    what: 'browsers',
    rest: () => sql`update clients set token_hash = 'restored ' || id, sign_in_id = null, sign_up_id = null`,
  },
  { what: 'renewed tokens', rest: () => sql`delete from client_renewals` },
  { what: 'sign-ins', rest: () => sql`delete from sign_ins` },
  { what: 'trusted browsers', rest: () => sql`delete from trusted_devices` },
  { what: 'sign-ups', rest: () => sql`delete from sign_ups` },
  { what: 'reverifications', rest: () => sql`delete from reverifications` },
  { what: 'step-ups', rest: () => sql`delete from step_ups` },
  { what: 'passkey challenges', rest: () => sql`delete from passkey_challenges` },
  { what: 'handshakes', rest: () => sql`delete from handshakes` },
  {
    what: 'codes',
    rest: (now) => sql`update verifications set void_at = ${now} where used_at is null and void_at is null`,
  },
  {
    what: 'tickets',
    rest: (now) => sql`update tickets set revoked_at = ${now} where used_at is null and revoked_at is null`,
  },
  // Which ones were accepted or revoked since is not known.
  {
    what: 'invitations',
    rest: (now) => sql`update invitations set revoked_at = ${now} where accepted_at is null and revoked_at is null`,
  },
  {
    what: 'recoveries',
    rest: (now) => sql`update recoveries set ended_at = ${now}, ending = 'void' where ended_at is null`,
  },
  { what: 'resets that wait', rest: (now) => sql`update mfa_resets set expires_at = ${now} where expires_at > ${now}` },
  {
    what: 'approvals that wait',
    rest: (now) => sql`update approvals set expires_at = ${now} where expires_at > ${now}`,
  },
  // How often each was used since nobody knows.
  {
    what: 'codes of the help desk',
    rest: (now) => sql`update help_desk_codes set revoked_at = ${now} where revoked_at is null`,
  },
  { what: 'links in mails', rest: (now) => sql`update undo_links set used_at = ${now} where used_at is null` },
  { what: 'open enrolments', rest: () => sql`delete from totp_factors where confirmed_at is null` },
  { what: 'open passkeys', rest: () => sql`delete from passkeys where confirmed_at is null` },
  // Any step up to now may have been used since, and so may the one after it: clocks differ by one. One that is let run ahead, by more.
  {
    what: 'authenticator apps',
    rest: (now) => {
      const latest = sql`${Math.floor(now / step) + 1} + case when drift > 0 then drift else 0 end`
      return sql`update totp_factors set last_step = ${latest} where last_step < ${latest}`
    },
  },
  // Which ones were used since nobody knows, so all of them count as used.
  { what: 'backup codes', rest: (now) => sql`update backup_codes set used_at = ${now} where used_at is null` },
  // They were sent when they were written.
  {
    what: 'waiting messages',
    rest: () => sql`update messages set status = 'expired', next_at = null where status = 'queued'`,
  },
]

/** How many of what a copy brought back were put to rest. */
export type Rested = Record<string, number>

/** After a database was put back from a copy: nothing that was issued before opens anything (R149). All of it, or nothing. */
export function restAfterRestore(db: Db, now: number, alsoDo: (trx: Trx) => Promise<void>): Promise<Rested> {
  return transact(db, async (trx) => {
    const rested: Rested = {}
    for (const { what, rest } of rests) {
      const { numAffectedRows = 0n } = await rest(now).execute(trx)
      rested[what] = Number(numAffectedRows)
    }
    await alsoDo(trx)
    return rested
  })
}
