import { AppError, type RecoveryStepView } from '@countersign/contract'
import type { Db, Trx } from '../../db/open.ts'
import { safeAddress } from '../../factors/phantom.ts'
import type { Scope } from '../../http/scope.ts'
import { askerOf } from '../../limits/asker.ts'
import { refuseLocked } from '../../limits/failures.ts'
import { matchCode, sendCode, takeCode } from '../../messages/codes.ts'
import { mayRecover, recoveryEmails, waitOf } from '../../policy/recovery.ts'
import { beginRecovery } from '../../recoveries/begin.ts'
import { findOpenRecovery, type RecoveryRow } from '../../recoveries/recoveries.store.ts'
import { isReady, isRunning } from '../../recoveries/running.ts'
import { inProof } from '../../sessions/renewal.ts'
import type { EmailRow, UserFacts } from '../../users/facts.ts'
import { primaryEmail } from '../../users/facts.ts'
import { holdUser } from '../../users/users.store.ts'
import { openForRecovery } from './sign-in.finish.ts'
import { knownClientOf, type LoadedSignIn, loadUserForMove } from './sign-in.load.ts'

type Known = LoadedSignIn & { user: UserFacts }

/** Sends the code that proves the mailbox to somebody who has proven the first step and has no second factor at hand (R78). */
export async function prepareRecovery(scope: Scope, id: string): Promise<RecoveryStepView> {
  const { user, row } = await loadUserForMove(scope.context.db, scope, id, 'recover')
  const email = await requireEmail(scope, user)
  // Failures at the second step are why somebody is here; only what an operator decided keeps them out.
  await refuseLocked(scope, user.user.id, 'reset')
  await sendCode(scope, {
    purpose: 'recovery',
    attemptId: id,
    user: { id: user.user.id, epoch: user.user.epoch },
    identificationId: email.id,
    to: { channel: 'email', address: email.address, key: email.address_key },
    isSent: true,
    asker: askerOf(knownClientOf(row), true),
  })
  return { ...stepView(scope, 'code_sent', null), safe_identifier: safeAddress(email.address) }
}

/**
 * Takes the code. The first time it begins the wait; a second start before the wait is over changes nothing about it; once it is over, it
 * opens the one session in which a new second factor can be set up. Wrong codes end the code, never lock the user: this is what somebody
 * without any other way is left with.
 */
export async function attemptRecovery(scope: Scope, id: string, code: string): Promise<RecoveryStepView> {
  const { row, user } = await loadUserForMove(scope.context.db, scope, id, 'recover')
  // Failures at the second step are why somebody is here; only what an operator decided keeps them out.
  await refuseLocked(scope, user.user.id, 'reset')
  const sent = await matchCode(scope, { purpose: 'recovery', attemptId: id, epoch: user.user.epoch }, code)
  return inProof(scope, { signIn: row }, async (trx) => {
    const loaded = await loadUserForMove(trx, scope, id, 'recover')
    await holdUser(trx, scope, loaded.user.user)
    if (loaded.user.user.banned_at !== null) throw new AppError('user_banned')
    if (!recoveryEmails(loaded.user, scope.now).some((email) => email.id === sent.identification_id))
      throw new AppError('recovery_unavailable')
    await takeCode(trx, scope, sent)
    return carryOn(trx, scope, loaded)
  })
}

async function carryOn(trx: Trx, scope: Scope, loaded: Known): Promise<RecoveryStepView> {
  const { user } = loaded
  const running = await findRunning(trx, scope, user)
  if (running && isReady(running, scope.now)) {
    await openForRecovery(trx, scope, loaded, running.id)
    return stepView(scope, 'open', running)
  }
  const readyAt = scope.now + waitOf(scope.instance.settings)
  if (!running && !mayRecover(scope.instance)) throw new AppError('recovery_unavailable')
  const row = running ?? (await beginRecovery(trx, scope, user, { by: 'user', readyAt }))
  return stepView(scope, 'waiting', row)
}

/** The one that leads somewhere still. Without it a recovery begins, where users may begin one. */
async function findRunning(db: Db | Trx, scope: Scope, { user }: UserFacts): Promise<RecoveryRow | null> {
  const open = await findOpenRecovery(db, user.id)
  return open && isRunning(open, user, scope.now) ? open : null
}

/** Hours to wait for a new second factor, if that is possible at all. Where users may not, an operator may have let this one. */
export async function recoveryWait(scope: Scope, user: UserFacts): Promise<number | null> {
  if (recoveryEmails(user, scope.now).length === 0) return null
  const running = await findRunning(scope.context.db, scope, user)
  if (running && isReady(running, scope.now)) return 0
  return running || mayRecover(scope.instance) ? scope.instance.settings.recovery.wait_hours : null
}

/** The main address if it may; else the oldest that may. */
async function requireEmail(scope: Scope, user: UserFacts): Promise<EmailRow> {
  const wait = await recoveryWait(scope, user)
  const emails = recoveryEmails(user, scope.now)
  const main = primaryEmail(user)
  const email = emails.find((row) => row.id === main?.id) ?? emails[0]
  if (wait === null || !email) throw new AppError('recovery_unavailable')
  return email
}

function stepView(scope: Scope, status: RecoveryStepView['status'], row: RecoveryRow | null): RecoveryStepView {
  return {
    object: 'recovery_step',
    status,
    safe_identifier: null,
    wait_hours: scope.instance.settings.recovery.wait_hours,
    ready_at: row ? row.ready_at : null,
    expires_at: row ? row.expires_at : null,
  }
}
