import { sql } from 'kysely'
import { claimed } from '../../db/claim.ts'
import type { Db, Trx } from '../../db/open.ts'
import type { NudgeTable } from '../../db/schema.ts'

const month = 30 * 24 * 3_600_000

/** Takes the user's one offer of a month; false when it was made already, or is not wanted again. One statement, for every server. */
export function claimNudge(trx: Trx, asked: { userId: string; instanceId: string; now: number }): Promise<boolean> {
  const { userId, instanceId, now } = asked
  return claimed(
    trx
      .insertInto('nudges')
      .values({ user_id: userId, instance_id: instanceId, first_asked_at: now, asked_at: now, asked: 1, answer: null })
      .onConflict((conflict) =>
        conflict
          .column('user_id')
          .doUpdateSet({ asked_at: now, asked: sql<number>`nudges.asked + 1`, answer: null })
          .where('nudges.asked_at', '<=', now - month)
          .where(sql<boolean>`coalesce(nudges.answer, '') <> 'never'`),
      )
      .returning('user_id'),
  )
}

/** False when the user was never asked. */
export function answerNudge(trx: Trx, userId: string, answer: NonNullable<NudgeTable['answer']>): Promise<boolean> {
  return claimed(trx.updateTable('nudges').set({ answer }).where('user_id', '=', userId).returning('user_id'))
}

export interface NudgeCounts {
  users: number
  asked: number
  later: number
  never: number
  moved: number
}

/** Who was asked, what they answered last, and who set up an app or a passkey since they were asked first. */
export async function countNudges(db: Db, instanceId: string): Promise<NudgeCounts> {
  const sum = (condition: ReturnType<typeof sql>) =>
    sql<number>`coalesce(sum(case when ${condition} then 1 else 0 end), 0)`
  const since = (table: 'totp_factors' | 'passkeys') => sql`exists (select 1 from ${sql.table(table)} as held
    where held.user_id = nudges.user_id and held.confirmed_at >= nudges.first_asked_at)`
  const row = await db
    .selectFrom('nudges')
    .select((eb) => [
      eb.fn.countAll<number>().as('users'),
      sql<number>`coalesce(sum(nudges.asked), 0)`.as('asked'),
      sum(sql`nudges.answer = 'later'`).as('later'),
      sum(sql`nudges.answer = 'never'`).as('never'),
      sum(sql`${since('totp_factors')} or ${since('passkeys')}`).as('moved'),
    ])
    .where('instance_id', '=', instanceId)
    .executeTakeFirstOrThrow()
  const { users, asked, later, never, moved } = row
  return {
    users: Number(users),
    asked: Number(asked),
    later: Number(later),
    never: Number(never),
    moved: Number(moved),
  }
}
