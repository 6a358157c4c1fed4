import { AppError, type DeletedView, type TotpView } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { orFailed } from '../../audit/failed.ts'
import { beforeChange } from '../../changes/before.ts'
import type { Trx } from '../../db/open.ts'
import { transact } from '../../db/transact.ts'
import { formatBackupCode } from '../../factors/backup-code/backup-code.code.ts'
import type { PreparedSet } from '../../factors/backup-code/backup-code.set.ts'
import { toBase32 } from '../../factors/totp/base32.ts'
import { matchStep, totpProfile } from '../../factors/totp/totp.code.ts'
import {
  confirmTotp,
  deleteTotp,
  findPendingTotp,
  replacePendingTotp,
  type TotpRow,
} from '../../factors/totp/totp.store.ts'
import { openSecret, requireTotpCode } from '../../factors/totp/totp.ts'
import { totpUri } from '../../factors/totp/totp.uri.ts'
import { newId } from '../../lib/ids.ts'
import { absolve, charge, refuseLocked } from '../../limits/failures.ts'
import { owesSecondFactor } from '../../policy/second-step.ts'
import type { SignedIn } from '../../sessions/guard.ts'
import { identifierOf, type UserFacts } from '../../users/facts.ts'
import { factorAdded, factorRemoved, firstSet, requireAddress } from './switch.ts'

/** An enrolment left open this long is forgotten (R65). */
export const pendingLife = 600_000

/** Begins an enrolment: a fresh secret that neither satisfies nor demands anything until a code confirms it (S30, R65). */
export async function startTotp(scope: SignedIn): Promise<TotpView> {
  refuseEnrolment(scope, scope.facts)
  const { context, now } = scope
  const id = newId('totp', context)
  const secret = toBase32(context.random.bytes(totpProfile.secretBytes))
  const row: TotpRow = {
    id,
    instance_id: scope.instance.id,
    user_id: scope.user.id,
    secret_sealed: context.keyring.seal(secret, { purpose: 'totp', row: id, owner: scope.user.id }),
    last_step: 0,
    confirmed_at: null,
    session_id: scope.session.id,
    expires_at: now + pendingLife,
    created_at: now,
    updated_at: now,
  }
  await transact(context.db, async (trx) => {
    await replacePendingTotp(trx, row)
    await record(trx, scope, 'enrolment.started', { userId: scope.user.id, details: { strategy: 'totp' } })
  })
  const uri = totpUri(secret, scope.instance.application.name, identifierOf(scope.facts))
  return { object: 'totp', id, secret, uri, verified: false, backup_codes: null, created_at: now, updated_at: now }
}

async function requireStep(scope: SignedIn, row: TotpRow, code: string): Promise<number> {
  const step = matchStep(openSecret(scope, row), code, scope.now)
  if (step === null) throw new AppError('form_code_incorrect')
  return step
}

/**
 * Confirms the enrolment that this session began. The confirming code's step is burnt (R5), every other session of the user ends (R68),
 * and the first second factor brings a set of backup codes with it (S43).
 */
export async function confirmEnrolment(scope: SignedIn, input: string | undefined): Promise<TotpView> {
  const code = requireTotpCode(input)
  const { context, now, user } = scope
  const row = await findPendingTotp(context.db, user.id, scope.session.id, now)
  if (!row) throw new AppError('verification_missing')
  await refuseLocked(scope, user.id)
  await charge(scope, user.id, 'second')
  const guess = { userId: user.id, purpose: 'enrolment', strategy: 'totp' }
  const step = await orFailed(scope, guess, requireStep(scope, row, code))
  const set = await firstSet(scope)
  const clientToken = await transact(context.db, (trx) => confirmIn(trx, scope, row, step, set))
  scope.cookie.clientToken = clientToken
  return {
    object: 'totp',
    id: row.id,
    secret: null,
    uri: null,
    verified: true,
    backup_codes: set ? set.codes.map(formatBackupCode) : null,
    created_at: row.created_at,
    updated_at: now,
  }
}

async function confirmIn(
  trx: Trx,
  scope: SignedIn,
  row: TotpRow,
  step: number,
  set: PreparedSet | null,
): Promise<string> {
  const { now, user } = scope
  const before = await beforeChange(trx, scope, user)
  refuseEnrolment(scope, before.facts)
  if (!(await confirmTotp(trx, row.id, step, now))) throw new AppError('form_code_incorrect')
  await absolve(trx, user.id, 'second')
  return factorAdded(trx, scope, before, { strategy: 'totp', notice: 'factor_added', set, provenAt: now })
}

function refuseEnrolment(scope: SignedIn, facts: UserFacts): void {
  if (!scope.instance.settings.multi_factor.totp) throw new AppError('factor_disabled')
  if (facts.totp) throw new AppError('factor_exists')
  requireAddress(scope, facts)
}

/** Removes the authenticator app; its secret fails at once. */
export async function removeTotp(scope: SignedIn): Promise<DeletedView> {
  const { settings } = scope.instance
  const { totp } = scope.facts
  const without = { ...scope.facts, totp: null }
  if (!totp) throw new AppError('factor_missing')
  if (owesSecondFactor(without, settings)) throw new AppError('factor_required')
  await transact(scope.context.db, async (trx) => {
    const before = await beforeChange(trx, scope, scope.user)
    await deleteTotp(trx, scope.user.id)
    await factorRemoved(trx, scope, before, { left: without, strategy: 'totp', notice: 'factor_removed' })
  })
  return { object: 'totp', id: totp.id, deleted: true }
}
