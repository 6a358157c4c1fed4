import { record } from '../audit/audit.ts'
import { failuresOfMany } from '../backend-api/users.store.ts'
import { transact } from '../db/transact.ts'
import type { Scope } from '../http/scope.ts'
import { cleanText } from '../lib/typed.ts'
import { loadManyFacts } from '../users/facts.store.ts'
import { listUserPage, type Place, type UserFilter } from './user-list.store.ts'
import { userLine } from './user-views.ts'
import { findWhole } from './whole-user.ts'

const perPage = 50

export interface UserWish {
  text?: string | undefined
  filter?: UserFilter | undefined
  before?: Place | undefined
}

/** A page of users, newest first. That somebody read it is written down, and not what they looked for: it may be somebody's address (R133). */
export async function readUserList(scope: Scope, wish: UserWish) {
  const { context, instance, now } = scope
  const { db } = context
  const { ids, next } = await findPage(scope, wish)
  const failures = await failuresOfMany(db, ids)
  const locked = new Set(failures.flatMap(({ subject, locked_until }) => ((locked_until ?? 0) > now ? [subject] : [])))
  const users = await loadManyFacts(db, instance.id, ids)
  await transact(db, (trx) =>
    record(trx, scope, 'users.listed', {
      details: { users: users.length, filter: wish.filter ?? null, is_search: wish.text !== undefined },
    }),
  )
  return {
    users: users.map((facts) => userLine(scope, facts, locked.has(facts.user.id))),
    next: next && `${next.createdAt}.${next.id}`,
  }
}

async function findPage({ context, instance, now }: Scope, wish: UserWish) {
  const typed = (wish.text && cleanText(wish.text)) || undefined
  const whole = typed === undefined ? null : await findWhole({ context, instance }, typed)
  if (whole !== null) return { ids: [whole], next: null }
  const { multi_factor: multiFactor } = instance.settings
  return listUserPage(context.db, {
    ...wish,
    text: typed?.toLowerCase(),
    instanceId: instance.id,
    now,
    multiFactor,
    limit: perPage,
  })
}
