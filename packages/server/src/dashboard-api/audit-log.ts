import type { z } from 'zod'
import { type auditInput, auditPage } from '../audit/page.ts'
import type { Scope } from '../http/scope.ts'
import { deviceOf } from '../lib/device.ts'
import { cleanText } from '../lib/typed.ts'
import { usernameKey } from '../users/username.ts'
import { findUserId } from '../users/users.store.ts'
import { doerOf, doersOf } from './doers.ts'
import { namesIn } from './names.ts'
import { findWhole } from './whole-user.ts'

/** `user` is what an operator types: whatever names somebody as a whole. */
export type AuditWish = Omit<z.output<typeof auditInput>, 'user_id'> & { user?: string | undefined }

/** A page of the audit log with everybody in it by name. `operators` is where operators have theirs: the dashboard's own instance. */
export async function readAuditLog(scope: Scope, operators: string, { user, ...wish }: AuditWish) {
  const { context, instance } = scope
  const userId = user === undefined ? undefined : await whoIs(scope, cleanText(user))
  const { data, next } = await auditPage(scope, { ...wish, user_id: userId })
  const users = await namesIn(
    context.db,
    instance.id,
    data.flatMap((entry) => entry.user_id ?? []),
  )
  const names = await doersOf(scope, operators, data)
  return {
    data: data.map((entry) => ({
      ...entry,
      by: doerOf(entry, names),
      /** Null for a user who is gone; the entry still has their id. */
      user_name: (entry.user_id !== null && users.get(entry.user_id)) || null,
      device: deviceOf(entry.user_agent ?? ''),
    })),
    next,
  }
}

/** The log outlives its users, so what belongs to nobody is taken for an id: of somebody who is gone, or of who did it. */
async function whoIs(scope: Scope, text: string): Promise<string> {
  const whole = await findWhole(scope, text)
  if (whole !== null) return whole
  const key = usernameKey(text)
  return (key && (await findUserId(scope.context.db, scope.instance.id, { kind: 'username', key }))) || text
}
