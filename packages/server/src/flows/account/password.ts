import { AppError } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { beforeChange } from '../../changes/before.ts'
import { tellChange } from '../../changes/tell.ts'
import { transact } from '../../db/transact.ts'
import { firstFactorsOf, isReset } from '../../factors/index.ts'
import { uncharge } from '../../limits/failures.store.ts'
import { absolve, whileCharged } from '../../limits/failures.ts'
import { subjectOfSession } from '../../limits/subject.ts'
import { owesPassword } from '../../policy/tasks.ts'
import { endAll } from '../../sessions/ending.ts'
import { asItIs, type SignedIn } from '../../sessions/guard.ts'
import { inProof } from '../../sessions/renewal.ts'
import { checkPassword } from '../../users/password-rules.ts'
import { raiseEpoch, updateUser } from '../../users/users.store.ts'

export interface PasswordRemoval {
  current_password?: string | undefined
  /** Default true. */
  sign_out_of_other_sessions?: boolean | undefined
}

export interface PasswordChange extends PasswordRemoval {
  new_password: string
}

/**
 * Changes or sets the password. A fresh proof was demanded by the route; where the instance has those switched off, the current password
 * is asked for instead, on the same budget as sign-in (R64, R85).
 */
export async function changePassword(scope: SignedIn, input: PasswordChange): Promise<void> {
  const { user, now } = scope
  await requireProof(scope, input)
  await checkPassword(scope, input.new_password, scope.facts)
  const hash = await scope.context.hasher.hash(input.new_password)
  await inProof(scope, { session: asItIs(scope) }, async (trx) => {
    const before = await beforeChange(trx, scope, user)
    await updateUser(trx, user.id, { password_hash: hash, password_updated_at: now, password_void_at: null })
    await absolve(trx, subjectOfSession(scope), 'password')
    // Of strangers: what they guessed at is gone.
    await absolve(trx, user.id, 'password')
    await raiseEpoch(trx, user.id, now)
    if (input.sign_out_of_other_sessions !== false) await endAll(trx, scope, user.id, scope.session.id)
    await tellChange(trx, scope, before, 'password_changed')
    await record(trx, scope, 'password.changed', { userId: user.id })
  })
}

/**
 * Removes the password, on the same proof as a change of it. Refused where nothing else would be left to sign in with. An account without one is
 * answered as it is: the answer to the first request may have been lost.
 */
export async function removePassword(scope: SignedIn, input: PasswordRemoval): Promise<void> {
  const { user, facts, instance, now } = scope
  if (user.password_hash === null) return
  await requireProof(scope, input)
  const left = { ...facts, user: { ...user, password_hash: null } }
  const others = firstFactorsOf(left, instance.settings, now).filter(({ strategy }) => !isReset(strategy))
  if (others.length === 0) throw new AppError('first_factor_required')
  await inProof(scope, { session: asItIs(scope) }, async (trx) => {
    const before = await beforeChange(trx, scope, user)
    await updateUser(trx, user.id, { password_hash: null, password_updated_at: null, password_void_at: null })
    await absolve(trx, subjectOfSession(scope), 'password')
    await raiseEpoch(trx, user.id, now)
    if (input.sign_out_of_other_sessions !== false) await endAll(trx, scope, user.id, scope.session.id)
    await tellChange(trx, scope, before, 'password_changed')
    await record(trx, scope, 'password.removed', { userId: user.id })
  })
}

async function requireProof(scope: SignedIn, { current_password: current }: PasswordRemoval): Promise<void> {
  // Knowing one that others know proves nothing: for the next one the route wanted a proof from after it was called so.
  const isProven = scope.instance.settings.reverification.enabled || owesPassword(scope.facts)
  if (!isProven || current) await requireCurrent(scope, current)
}

async function requireCurrent(scope: SignedIn, given: string | undefined): Promise<void> {
  const { context, user } = scope
  const old = user.password_hash
  if (old === null) return
  if (!given) throw new AppError('form_param_missing', { param_name: 'current_password' })
  const subject = subjectOfSession(scope)
  const evaluate = () => context.hasher.verify(given, old)
  const { isRight } = await whileCharged(scope, subject, 'password', evaluate)
  if (!isRight) throw new AppError('form_password_incorrect', {}, { meta: { param_name: 'current_password' } })
  // Its own charge and no other, and at once: a busy server or a new password that is too weak says nothing against a right one.
  await transact(context.db, (trx) => uncharge(trx, { subject, level: 'password' }))
}
