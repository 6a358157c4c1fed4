import type { ReminderGroup, RemindersView } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { transact } from '../../db/transact.ts'
import type { Scope } from '../../http/scope.ts'
import { deadlineDetail } from '../../messages/details.ts'
import { languageFor, notifySeldom } from '../../messages/outgoing.ts'
import { boardUsers } from '../../policy/board.ts'
import { listOneLoss } from '../../policy/one-loss.store.ts'
import { loadManyFacts } from '../../users/facts.store.ts'
import { type UserFacts, verifiedEmails } from '../../users/facts.ts'

export interface ReminderWish {
  to: ReminderGroup
  /** A rule's users only; nothing to do with who is one loss from lockout. */
  rule?: string | undefined
  /** `next` of the answer before. */
  after?: string | undefined
}

const week = 7 * 86_400_000
const pageSize = 200

/** Mails a page of the group, each user once a week at most. Whoever asks goes on with `next`, so that no request takes long (R139). */
export async function remind(scope: Scope, wish: ReminderWish): Promise<RemindersView> {
  const { untils, next } = wish.to === 'one_loss' ? await oneLoss(scope, wish) : await underRules(scope, wish, wish.to)
  const counts = { sent: 0, reminded_lately: 0, unreachable: 0 }
  for (const facts of await loadManyFacts(scope.context.db, scope.instance.id, [...untils.keys()]))
    counts[await remindUser(scope, facts, wish.to, untils.get(facts.user.id) ?? null)] += 1
  return { object: 'reminders', ...counts, next }
}

/** Users of a page, each with the moment its grace ends, if it does. */
interface Meant {
  untils: Map<string, number | null>
  next: string | null
}

async function underRules(scope: Scope, { rule, after }: ReminderWish, state: 'pending' | 'overdue'): Promise<Meant> {
  const { data, next } = await boardUsers(scope, { rule, state, after, limit: pageSize })
  return { untils: new Map(data.map(({ user_id, until }) => [user_id, until])), next }
}

async function oneLoss({ context, instance }: Scope, { after }: ReminderWish): Promise<Meant> {
  const offset = /^\d{1,9}$/.test(after ?? '') ? Number(after) : 0
  const ids = await listOneLoss(context.db, instance, { limit: pageSize, offset })
  return {
    untils: new Map(ids.map((id) => [id, null])),
    next: ids.length === 0 ? null : String(offset + ids.length),
  }
}

async function remindUser(
  scope: Scope,
  facts: UserFacts,
  to: ReminderGroup,
  until: number | null,
): Promise<'sent' | 'reminded_lately' | 'unreachable'> {
  const { user } = facts
  if (user.banned_at !== null || verifiedEmails(facts).length === 0) return 'unreachable'
  const name = to === 'one_loss' ? 'one_loss_reminder' : 'enrol_reminder'
  const detail = until === null ? undefined : deadlineDetail(languageFor(scope, facts), until)
  return transact(scope.context.db, async (trx) => {
    const isTold = await notifySeldom(trx, scope, facts, name, week, detail)
    if (!isTold) return 'reminded_lately'
    await record(trx, scope, 'user.reminded', { userId: user.id, details: { of: name } })
    return 'sent'
  })
}
