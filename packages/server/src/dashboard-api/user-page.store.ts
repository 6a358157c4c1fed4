import { sql } from 'kysely'
import type { Db } from '../db/open.ts'

const most = 20

/** Browsers that the user signed in with since their last security event, signed out or not; newest first. */
export async function knownBrowsers(db: Db, userId: string, epoch: number) {
  const rows = await db
    .selectFrom('sessions')
    .select(['client_id', 'user_agent', 'ip', 'created_at'])
    .where('user_id', '=', userId)
    .where('epoch', '=', epoch)
    .where('first_verified_at', 'is not', null)
    .where('actor', 'is', null)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('sessions as later')
            .select(sql`1`.as('one'))
            .whereRef('later.user_id', '=', 'sessions.user_id')
            .whereRef('later.client_id', '=', 'sessions.client_id')
            .whereRef('later.epoch', '=', 'sessions.epoch')
            .where('later.first_verified_at', 'is not', null)
            .where('later.actor', 'is', null)
            .whereRef('later.id', '>', 'sessions.id'),
        ),
      ),
    )
    .orderBy('created_at', 'desc')
    .limit(most)
    .execute()
  return rows.map(({ client_id: id, ...row }) => ({ id, ...row }))
}
