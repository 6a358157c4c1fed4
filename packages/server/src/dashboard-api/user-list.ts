import { record } from '../audit/audit.ts'
import { failuresOfMany } from '../backend-api/users.store.ts'
import { transact } from '../db/transact.ts'
import type { Scope } from '../http/scope.ts'
import { readEmailAddress } from '../users/email-address.ts'
import { canonicalNumber } from '../users/phone-number.ts'
import { findUserId, loadManyFacts } from '../users/users.store.ts'
import { listUserPage, type Place, type UserFilter } from './user-list.store.ts'
import { userLine } from './user-views.ts'

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
  const typed = wish.text?.trim().normalize('NFKC') || undefined
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

/** Whose address, number or id this is as a whole: an index knows, however many users there are. */
async function findWhole({ context, instance }: Pick<Scope, 'context' | 'instance'>, text: string) {
  if (/^user_\w+$/.test(text)) return text
  const key = text.includes('@') ? readEmailAddress(text)?.key : undefined
  if (key) return findUserId(context.db, instance.id, { kind: 'email_address', key })
  const number = text.startsWith('+') ? canonicalNumber(text) : null
  return number === null ? null : findUserId(context.db, instance.id, { kind: 'phone_number', key: number })
}
