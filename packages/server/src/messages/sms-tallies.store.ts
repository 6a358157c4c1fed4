import { sql } from 'kysely'
import type { Db, Trx } from '../db/open.ts'

export interface TallyOf {
  instanceId: string
  /** Days since 1970. */
  day: number
  country: string
}

export type Counts = Record<'sent' | 'notices' | 'answered' | 'refused' | 'spent' | 'saved', number>

const idOf = ({ instanceId, day, country }: TallyOf) => `${instanceId}|${day}|${country}`

/** One statement, so that parallel messages are all counted. */
export async function addToTally(trx: Trx, of: TallyOf, add: Partial<Omit<Counts, 'answered'>>): Promise<void> {
  const { sent = 0, notices = 0, refused = 0, spent = 0, saved = 0 } = add
  const { instanceId: instance_id, day, country } = of
  await trx
    .insertInto('sms_tallies')
    .values({ id: idOf(of), instance_id, day, country, sent, notices, refused, spent, saved })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((eb) => ({
        sent: eb('sms_tallies.sent', '+', eb.ref('excluded.sent')),
        notices: eb('sms_tallies.notices', '+', eb.ref('excluded.notices')),
        refused: eb('sms_tallies.refused', '+', eb.ref('excluded.refused')),
        spent: eb('sms_tallies.spent', '+', eb.ref('excluded.spent')),
        saved: eb('sms_tallies.saved', '+', eb.ref('excluded.saved')),
      })),
    )
    .execute()
}

/** No more answers than messages: a message from before there were tallies is not counted either. */
export async function addAnswer(trx: Trx, of: TallyOf): Promise<void> {
  await trx
    .updateTable('sms_tallies')
    .set((eb) => ({ answered: eb('answered', '+', 1) }))
    .where('id', '=', idOf(of))
    .whereRef('answered', '<', 'sent')
    .execute()
}

/** Sums from a day on, by day or by country. */
export async function sumTallies<By extends 'day' | 'country'>(
  db: Db,
  instanceId: string,
  since: number,
  by: By,
): Promise<({ of: string } & Counts)[]> {
  const sum = (column: keyof Counts) => sql<string>`sum(${sql.ref(column)})`.as(column)
  const rows = await db
    .selectFrom('sms_tallies')
    .select([sql<string | number>`${sql.ref(by)}`.as('of')])
    .select([sum('sent'), sum('notices'), sum('answered'), sum('refused'), sum('spent'), sum('saved')])
    .where('instance_id', '=', instanceId)
    .where('day', '>=', since)
    .groupBy(by)
    .orderBy(by)
    .execute()
  return rows.map(({ of, ...counts }) => ({ of: String(of), ...asNumbers(counts) }))
}

/** PostgreSQL answers sums as text. */
function asNumbers({ sent, notices, answered, refused, spent, saved }: Record<keyof Counts, string>): Counts {
  return {
    sent: Number(sent),
    notices: Number(notices),
    answered: Number(answered),
    refused: Number(refused),
    spent: Number(spent),
    saved: Number(saved),
  }
}
