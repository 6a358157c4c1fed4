import type { Trx } from '../db/open.ts'
import type { Scope } from '../http/scope.ts'
import { publish, publishUser } from './publish.ts'

export interface Audited {
  userId?: string | null
  details?: Record<string, unknown>
}

type Tell = (trx: Trx, scope: Scope, userId: string, details: Record<string, unknown>) => unknown

const updated: Tell = (trx, scope, userId) => publishUser(trx, scope, 'user.updated', userId)
const created: Tell = (trx, scope, userId) => publishUser(trx, scope, 'user.created', userId)

function factor(change: 'added' | 'changed' | 'removed', known?: string): Tell {
  return async (trx, scope, userId, details) => {
    const strategy = known ?? details['strategy'] ?? details['what']
    await publish(trx, scope, 'factor.changed', { object: 'factor', user_id: userId, strategy, change })
    updated(trx, scope, userId, details)
  }
}

function enrolment(change: 'skipped' | 'overdue'): Tell {
  return (trx, scope, user_id, { rule_id }) =>
    publish(trx, scope, `mfa.enrolment.${change}`, { object: 'mfa_enrolment', user_id, rule_id })
}

function recovery(type: 'recovery.started' | 'recovery.cancelled' | 'recovery.finished'): Tell {
  return (trx, scope, user_id, { recovery_id: id, started_by, ready_at }) =>
    publish(trx, scope, type, { object: 'recovery', id, user_id, started_by, ready_at })
}

/** Which entries of the audit log are news to an app. Those about sessions are told where a session opens and ends. */
const news: Record<string, Tell> = {
  'user.created': created,
  'sign_up.completed': created,
  'user.deleted': (trx, scope, id) => publish(trx, scope, 'user.deleted', { object: 'user', id, deleted: true }),
  'user.changed': updated,
  'user.banned': updated,
  'user.unbanned': updated,
  'user.locked': updated,
  'user.unlocked': updated,
  'profile.changed': updated,
  'email_address.added': updated,
  'email_address.changed': updated,
  'email_address.verified': updated,
  'email_address.removed': updated,
  'phone_number.added': updated,
  'phone_number.changed': updated,
  'phone_number.verified': updated,
  'phone_number.removed': updated,
  'account.undo': updated,
  'account.undo_reversed': updated,
  'account.changes_unlocked': updated,
  'password.compromised': updated,
  'password.trusted': updated,
  'password.changed': factor('changed', 'password'),
  'password.reset': factor('changed', 'password'),
  'password.removed': factor('removed', 'password'),
  'factor.added': factor('added'),
  'factor.removed': factor('removed'),
  'backup_codes.made': factor('added', 'backup_code'),
  'enrolment.started': (trx, scope, user_id, { strategy }) =>
    publish(trx, scope, 'mfa.enrolment.started', { object: 'mfa_enrolment', user_id, strategy }),
  'enrolment.skipped': enrolment('skipped'),
  'enrolment.overdue': enrolment('overdue'),
  'sign_in.second_factor_failed': (trx, scope, user_id) =>
    publish(trx, scope, 'mfa.challenge.failed', { object: 'mfa_challenge', user_id }),
  'recovery.started': recovery('recovery.started'),
  'recovery.cancelled': recovery('recovery.cancelled'),
  'recovery.finished': recovery('recovery.finished'),
  'sms.budget_alert': (trx, scope, _, { percent, spent }) =>
    publish(trx, scope, 'sms.budget.tripped', { object: 'sms_budget', percent, spent }),
}

/** Tells the app’s server what was just written down. A command at the machine has no instance of its own to tell. */
export async function publishAudited(trx: Trx, scope: object, event: string, { userId, details = {} }: Audited) {
  if (!hasListeners(scope)) return
  await news[event]?.(trx, scope, userId ?? '', details)
}

function hasListeners(scope: object): scope is Scope {
  const { instance } = scope as Partial<Scope>
  return (instance?.webhookEvents?.length ?? 0) > 0
}
