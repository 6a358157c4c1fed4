import { record } from '../audit/audit.ts'
import type { Trx } from '../db/open.ts'
import { keep, rehearse } from '../db/rehearse.ts'
import { transact } from '../db/transact.ts'
import type { Scope } from '../http/scope.ts'
import { subjectOf } from '../limits/subject.ts'
import { isFirstToday, notify } from '../messages/outgoing.ts'
import type { UserFacts } from '../users/facts.ts'
import { raiseEpoch, updateUser } from '../users/users.store.ts'
import { decoyFacts } from './decoy.ts'
import type { Attempt } from './factor.ts'

/** What one failure too many brings about. */
export interface Consequences {
  locks: boolean
  /** Strangers have used up a month of guesses at the second step. */
  isLong: boolean
  /** The authenticator is switched off. */
  isWorn: boolean
}

/** Carries them out, and tells the owner. Where there is no account, only a lock can follow, and telling of it is rehearsed. */
export async function tellFailure(
  scope: Scope,
  { facts, identifierKey }: Pick<Attempt, 'facts' | 'identifierKey'>,
  found: Consequences,
): Promise<void> {
  if (!(found.locks || found.isLong || found.isWorn)) return
  await transact(scope.context.db, async (trx) => {
    if (found.locks) await tellLocked(trx, scope, facts, identifierKey)
    if (found.isWorn && facts) await tellWorn(trx, scope, facts)
    if (found.isLong && facts) await callCompromised(trx, scope, facts)
  })
}

/**
 * Anyone can lock an account for strangers, again and again, so it is told once a day. An identifier without an account gets the same work,
 * which is taken back: the failure that locks would tell by its time whether anyone is told (R110).
 */
async function tellLocked(trx: Trx, scope: Scope, facts: UserFacts | null, identifierKey: string): Promise<void> {
  const told = facts ?? decoyFacts(scope, identifierKey)
  const subject = subjectOf(scope, facts?.user.id ?? null, identifierKey)
  const isFirst = await isFirstToday(trx, scope, subject, 'locked')
  const tell = async () => {
    if (isFirst) await notify(trx, scope, told, 'locked')
    await record(trx, scope, 'user.locked', { userId: told.user.id, actorId: 'machine' })
  }
  await (facts ? keep(trx, tell) : rehearse(trx, tell))
}

async function tellWorn(trx: Trx, scope: Scope, facts: UserFacts): Promise<void> {
  await notify(trx, scope, facts, 'factor_worn')
  await record(trx, scope, 'factor.worn', { userId: facts.user.id })
}

/** Whoever got this far knows the password: it opens nothing any more until its owner chooses another one, by mail (R101). */
async function callCompromised(trx: Trx, scope: Scope, facts: UserFacts): Promise<void> {
  const { user } = facts
  await notify(trx, scope, facts, 'second_step_guessed')
  if (user.password_hash === null) return
  await raiseEpoch(trx, user.id, scope.now)
  await updateUser(trx, user.id, { password_compromised_at: scope.now })
  await record(trx, scope, 'password.compromised', { userId: user.id, details: { by: 'guesses at the second step' } })
}
