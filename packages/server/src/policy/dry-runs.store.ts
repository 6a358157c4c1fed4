import { type Insertable, sql } from 'kysely'
import type { Db, Trx } from '../db/open.ts'
import type { MfaDryRunTable } from '../db/schema.ts'

/** One row for each user, rule and day, with the last outcome of the day: a flood of sign-ins adds none. */
export async function noteDryRun(trx: Trx, row: Insertable<MfaDryRunTable>): Promise<void> {
  await trx
    .insertInto('mfa_dry_runs')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['user_id', 'rule_id', 'day'])
        .doUpdateSet({ outcome: row.outcome, times: sql<number>`mfa_dry_runs.times + 1` }),
    )
    .execute()
}

const longestPage = 100

export async function dryRunDays(db: Db, filter: { instanceId: string; ruleId?: string | undefined; since: number }) {
  return of(db, filter)
    .select(['rule_id', 'day', 'outcome'])
    .select((eb) => [eb.fn.countAll<number>().as('users'), eb.fn.sum<number>('times').as('times')])
    .groupBy(['rule_id', 'day', 'outcome'])
    .orderBy('day', 'desc')
    .orderBy('rule_id')
    .orderBy('outcome')
    .limit(longestPage)
    .execute()
}

/** Whom it would have concerned, the latest first. */
export async function dryRunUsers(db: Db, filter: { instanceId: string; ruleId?: string | undefined; since: number }) {
  return of(db, filter)
    .select(['rule_id', 'user_id', 'outcome', 'day'])
    .where('outcome', '!=', 'satisfied')
    .orderBy('day', 'desc')
    .orderBy('id', 'desc')
    .limit(longestPage)
    .execute()
}

function of(db: Db, { instanceId, ruleId, since }: { instanceId: string; ruleId?: string | undefined; since: number }) {
  const rows = db.selectFrom('mfa_dry_runs').where('instance_id', '=', instanceId).where('day', '>=', since)
  return ruleId === undefined ? rows : rows.where('rule_id', '=', ruleId)
}
