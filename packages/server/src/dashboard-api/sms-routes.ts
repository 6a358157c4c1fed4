import { z } from 'zod'
import { type Route, route } from '../http/route.ts'
import type { Scope } from '../http/scope.ts'
import { moneyOf, readBudget } from '../messages/budget.ts'
import { liftRange } from '../messages/conversion.ts'
import { countPauses, listPauses, type SmsPauseRow } from '../messages/sms-pauses.store.ts'
import { type Counts, sumTallies } from '../messages/sms-tallies.store.ts'
import { dayOf } from '../messages/sms-tally.ts'
import { aboutInstance } from './operator-scope.ts'

const one = '/instances/:id'
const none: Counts = { sent: 0, notices: 0, answered: 0, refused: 0, spent: 0, saved: 0 }

/** What messages by SMS cost, what they were good for, and what is stopped. */
export const smsRoutes: Route[] = [
  route({
    method: 'GET',
    path: `${one}/sms`,
    who: 'operator',
    answer: 'raw',
    summary: 'Whether anything about SMS needs looking at',
    handle: async ({ scope, params }) => {
      const about = await aboutInstance(scope, params['id'])
      const { level } = await readBudget(about.context.db, about)
      return { budget_level: level, paused: await countPauses(about.context.db, about.instance.id, about.now) }
    },
  }),
  route({
    method: 'GET',
    path: `${one}/sms/spending`,
    who: 'operator',
    answer: 'raw',
    input: z.object({ days: z.enum(['7', '30', '90']) }),
    summary: 'SMS by day and by country: codes sent and typed in, notices, refused, spent, saved; and today’s budget',
    handle: async ({ scope, params, input }) =>
      spendingView(await aboutInstance(scope, params['id']), Number(input.days)),
  }),
  route({
    method: 'GET',
    path: `${one}/sms/pauses`,
    who: 'operator',
    answer: 'raw',
    summary: 'Ranges of numbers that were paused, those that still are first',
    handle: async ({ scope, params }) => {
      const { context, instance, now } = await aboutInstance(scope, params['id'])
      return (await listPauses(context.db, instance.id)).map((row) => pauseView(row, now))
    },
  }),
  route({
    method: 'POST',
    path: `${one}/sms/pauses/:pause_id/lift`,
    who: 'operator-fresh',
    answer: 'raw',
    summary: 'Send to a paused range again',
    handle: async ({ scope, params }) => {
      await liftRange(await aboutInstance(scope, params['id']), scope.user.id, params['pause_id'] ?? '')
      return { id: params['pause_id'], lifted: true }
    },
  }),
]

async function spendingView(scope: Scope, days: number) {
  const { context, instance, now } = scope
  const first = dayOf(now) - days + 1
  const byDay = new Map((await sumTallies(context.db, instance.id, first, 'day')).map((row) => [Number(row.of), row]))
  const byCountry = await sumTallies(context.db, instance.id, first, 'country')
  return {
    days: Array.from({ length: days }, (_, index) => {
      const day = first + index
      const at = new Date(day * 86_400_000)
      return { day: at.toISOString().slice(0, 10), ...inMoney(byDay.get(day) ?? none) }
    }),
    countries: byCountry.map((row) => ({ country: row.of, ...inMoney(row) })),
    budget: await readBudget(context.db, scope),
    is_paid: context.senders.sms.length > 0,
  }
}

function inMoney({ sent, notices, answered, refused, spent, saved }: Counts): Counts {
  return { sent, notices, answered, refused, spent: moneyOf(spent), saved: moneyOf(saved) }
}

function pauseView(row: SmsPauseRow, now: number) {
  const { id, range, since, until, sent, answered, lifted_at } = row
  return { id, range, since, until, sent, answered, lifted_at, is_paused: lifted_at === null && until > now }
}
