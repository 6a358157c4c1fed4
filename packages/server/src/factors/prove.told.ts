import { record } from '../audit/audit.ts'
import type { Trx } from '../db/open.ts'
import { transact } from '../db/transact.ts'
import type { Scope } from '../http/scope.ts'
import { notify, notifyDaily } from '../messages/outgoing.ts'
import type { UserFacts } from '../users/facts.ts'
import { raiseEpoch, updateUser } from '../users/users.store.ts'

/** What one failure too many brings about. */
export interface Consequences {
  locks: boolean
  /** Strangers have used up a month of guesses at the second step. */
  isLong: boolean
  /** The authenticator is switched off. */
  isWorn: boolean
}

/** Carries them out, and tells the owner. Somebody who does not exist has nothing to be told. */
export async function tellFailure(scope: Scope, facts: UserFacts | null, found: Consequences): Promise<void> {
  if (facts === null || !(found.locks || found.isLong || found.isWorn)) return
  await transact(scope.context.db, async (trx) => {
    // Anybody can lock an account for strangers, again and again, so it is told once a day.
    if (found.locks) await tellLocked(trx, scope, facts)
    if (found.isWorn) await tellWorn(trx, scope, facts)
    if (found.isLong) await callCompromised(trx, scope, facts)
  })
}

async function tellLocked(trx: Trx, scope: Scope, facts: UserFacts): Promise<void> {
  await notifyDaily(trx, scope, facts, 'locked')
  await record(trx, scope, 'user.locked', { userId: facts.user.id, actorId: 'machine' })
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
