import { type RawBuilder, sql } from 'kysely'
import type { Db } from './open.ts'
import { transact } from './transact.ts'

const day = 24 * 60 * 60 * 1000
const batchesPerSweep = 20

interface Rule {
  table: string
  key?: string
  where(now: number): RawBuilder<unknown>
}

/** What is deleted when. A table is listed before the table that it refers to. */
const rules: Rule[] = [
  { table: 'limits', key: 'key', where: (now) => sql`expires_at <= ${now}` },
  { table: 'proxy_sightings', key: 'kind', where: (now) => sql`seen_at <= ${now - 7 * day}` },
  { table: 'handshakes', where: (now) => sql`expires_at <= ${now}` },
  { table: 'client_renewals', where: (now) => sql`expires_at <= ${now}` },
  { table: 'trusted_devices', where: (now) => sql`expires_at <= ${now}` },
  { table: 'passkey_challenges', where: (now) => sql`expires_at <= ${now}` },
  { table: 'passkeys', where: (now) => sql`confirmed_at is null and expires_at <= ${now}` },
  { table: 'verifications', where: (now) => sql`expires_at <= ${now}` },
  { table: 'step_ups', where: (now) => sql`expires_at <= ${now}` },
  { table: 'reverifications', where: (now) => sql`expires_at <= ${now}` },
  { table: 'sign_ins', where: (now) => sql`expires_at <= ${now}` },
  { table: 'sign_ups', where: (now) => sql`expires_at <= ${now}` },
  { table: 'tickets', where: (now) => sql`expires_at <= ${now}` },
  // Shown as expired or revoked for a month. An accepted one goes with its account, or after a year.
  { table: 'invitations', where: (now) => sql`accepted_at is null and expires_at <= ${now - 30 * day}` },
  { table: 'invitations', where: (now) => sql`accepted_at <= ${now - 365 * day}` },
  { table: 'recoveries', where: (now) => sql`expires_at <= ${now - 30 * day}` },
  { table: 'mfa_resets', where: (now) => sql`expires_at <= ${now - 365 * day}` },
  { table: 'approvals', where: (now) => sql`expires_at <= ${now - 365 * day}` },
  { table: 'help_desk_codes', where: (now) => sql`expires_at <= ${now - 30 * day}` },
  { table: 'undo_links', where: (now) => sql`expires_at <= ${now}` },
  { table: 'factor_snapshots', where: (now) => sql`expires_at <= ${now}` },
  { table: 'totp_factors', where: (now) => sql`confirmed_at is null and expires_at <= ${now}` },
  // As long as the audit log is meant to be kept.
  { table: 'mfa_receipts', where: (now) => sql`at <= ${now - 365 * day}` },
  { table: 'mfa_dry_runs', where: (now) => sql`day <= ${Math.floor(now / day) - 90}` },
  { table: 'settings_changes', where: (now) => sql`at <= ${now - day}` },
  { table: 'messages', where: (now) => sql`created_at <= ${now - 7 * day}` },
  {
    // With its deliveries. What nobody took stays longer, to be played again.
    table: 'webhook_events',
    where: (now) => sql`created_at <= ${now - 30 * day} or (created_at <= ${now - 7 * day} and not exists
      (select 1 from webhook_deliveries where webhook_deliveries.event_id = webhook_events.id and status <> 'delivered'))`,
  },
  { table: 'webhook_secrets', where: (now) => sql`expires_at <= ${now}` },
  // As far back as the dashboard looks.
  { table: 'sms_tallies', where: (now) => sql`day <= ${Math.floor(now / day) - 90}` },
  { table: 'sms_pauses', where: (now) => sql`until <= ${now - 90 * day}` },
  // Kept for a month, so that a person can look back at where they were signed in.
  { table: 'sessions', where: (now) => sql`ended_at <= ${now - 30 * day}` },
  { table: 'sessions', where: (now) => sql`expires_at <= ${now - 30 * day}` },
  {
    table: 'clients',
    where: (now) => sql`cookie_expires_at <= ${now}
      and not exists (select 1 from sessions where sessions.client_id = clients.id)`,
  },
  // Counters of identifiers that nobody owns: a flood of invented ones must not stay. A user's counter never expires, but that of a browser.
  {
    table: 'failures',
    key: 'subject',
    where: (now) => sql`updated_at <= ${now - 7 * day}
      and (subject like 'identifier:%' or subject like '%@client_%') and (locked_until is null or locked_until <= ${now})`,
  },
]

/**
 * Deletes what has expired, at most `limit` rows in one statement, so that no other write waits long (R144). Returns
 * the number of deleted rows; a large rest is left to the next sweep.
 */
export async function sweep(db: Db, now: number, limit = 500): Promise<number> {
  let total = 0
  for (const rule of rules) {
    for (let batch = 0; batch < batchesPerSweep; batch++) {
      const deleted = await deleteBatch(db, rule, now, limit)
      total += deleted
      if (deleted < limit) break
    }
  }
  return total + (await forgetShapes(db))
}

/** `foreign$<shape>$<salt>$<mac>` is how such a hash is stored. */
const isUnused = sql`not exists (select 1 from users where users.instance_id = foreign_hash_shapes.instance_id
  and substr(password_hash, 1, length(shape) + 9) = 'foreign$' || shape || '$')`

/** With the last hash of a kind goes the work that every check of a password did because of it. */
async function forgetShapes(db: Db): Promise<number> {
  const found = sql<{ instance_id: string; shape: string }>`select * from foreign_hash_shapes where ${isUnused}`
  let total = 0
  for (const { instance_id, shape } of (await found.execute(db)).rows) {
    const isIt = sql`instance_id = ${instance_id} and shape = ${shape}`
    total += await transact(db, async (trx) => {
      // Held before the second look: whoever brings such a hash at this moment notes its shape after us, or is seen.
      await sql`update foreign_hash_shapes set shape = shape where ${isIt}`.execute(trx)
      const { numAffectedRows = 0n } = await sql`delete from foreign_hash_shapes where ${isIt} and ${isUnused}`.execute(
        trx,
      )
      return Number(numAffectedRows)
    })
  }
  return total
}

async function deleteBatch(db: Db, { table, key = 'id', where }: Rule, now: number, limit: number): Promise<number> {
  const column = sql.ref(key)
  const { numAffectedRows = 0n } = await sql`
    delete from ${sql.table(table)} where ${column} in
      (select ${column} from ${sql.table(table)} where ${where(now)} limit ${limit})
  `.execute(db)
  return Number(numAffectedRows)
}
