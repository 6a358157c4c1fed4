import { AppError } from '@countersign/contract'
import { orFailed } from '../../audit/failed.ts'
import type { Trx } from '../../db/open.ts'
import { formatBackupCode } from '../../factors/backup-code/backup-code.code.ts'
import type { PreparedSet } from '../../factors/backup-code/backup-code.set.ts'
import { matchStep, stepAt } from '../../factors/totp/totp.code.ts'
import { minutesOff, strayStep } from '../../factors/totp/totp.drift.ts'
import {
  type Confirmation,
  confirmTotp,
  deleteApp,
  findPendingTotp,
  noteDrift,
  type TotpRow,
} from '../../factors/totp/totp.store.ts'
import { openSecret } from '../../factors/totp/totp.ts'
import { requireCode } from '../../lib/typed-code.ts'
import { absolve, afterProof, whileCharged } from '../../limits/failures.ts'
import { subjectOfSession } from '../../limits/subject.ts'
import { factsIn } from '../../policy/recovery.ts'
import { asItIs, type SignedIn } from '../../sessions/guard.ts'
import { inProof } from '../../sessions/renewal.ts'
import { refuseApp } from './begin-app.ts'
import { beforeAdding } from './lost.ts'
import { factorAdded, firstSet } from './switch.ts'

export interface Confirmed {
  app: TotpRow
  backupCodes: string[] | null
}

/**
 * Confirms the enrolment that this session began. The confirming code's step is burnt (R5), every other session of the user ends (R68),
 * and the first second factor brings a set of backup codes with it (S43). `id` is given where the caller names the app.
 */
export async function confirmApp(scope: SignedIn, input: string | undefined, id?: string): Promise<Confirmed> {
  const code = requireCode(input)
  const { context, now, user } = scope
  const row = await findPendingTotp(context.db, user.id, scope.session.id, now)
  if (!row || row.id !== (id ?? row.id)) throw new AppError('verification_missing')
  const subject = subjectOfSession(scope)
  const guess = { userId: user.id, purpose: 'enrolment', strategy: 'totp' }
  const evaluate = () => orFailed(scope, guess, confirmingStep(scope, row, code))
  const step = await whileCharged(scope, subject, 'second', evaluate)
  const set = await firstSet(scope)
  const before = { session: asItIs(scope) }
  const confirmed = () => inProof(scope, before, (trx) => confirmIn(trx, scope, row, step, set))
  const done = await afterProof(scope, { subject, level: 'second' }, confirmed)
  return { app: { ...row, ...done }, backupCodes: set ? set.codes.map(formatBackupCode) : null }
}

/**
 * One code is enough of a clock that is right. One that is early or late has to show a second code that is off by as much: only then is it
 * the clock, and followed from here on.
 */
async function confirmingStep(scope: SignedIn, row: TotpRow, code: string): Promise<number> {
  const { context, now } = scope
  const secret = openSecret(scope, row)
  const onTime = matchStep(secret, code, now)
  if (onTime !== null) return onTime
  const drifted = matchStep(secret, code, now, row.drift)
  if (drifted !== null && drifted > row.last_step) return drifted
  const stray = strayStep(secret, code, now)
  if (stray === null || stray === row.last_step) throw new AppError('form_code_incorrect')
  const drift = stray - stepAt(now)
  await noteDrift(context.db, { id: row.id, step: stray, drift })
  throw new AppError(drift > 0 ? 'totp_clock_fast' : 'totp_clock_slow', { minutes: minutesOff(drift) })
}

async function confirmIn(trx: Trx, scope: SignedIn, row: TotpRow, step: number, set: PreparedSet | null) {
  const { now } = scope
  const before = await beforeAdding(trx, scope)
  refuseApp(scope, factsIn(scope.session, before.facts), row.replaces)
  const offset = step - stepAt(now)
  const added: Confirmation = {
    id: row.id,
    step,
    // A step either way is what late typing and rounding look like.
    drift: Math.abs(offset) > 1 ? offset : 0,
    name: row.name,
    createdAt: row.created_at,
    now,
  }
  const replaced = before.facts.apps.find((app) => app.id === row.replaces)
  if (replaced) {
    await deleteApp(trx, replaced.id)
    added.name = replaced.name
    added.createdAt = replaced.created_at
  }
  if (!(await confirmTotp(trx, added))) throw new AppError('form_code_incorrect')
  await absolve(trx, subjectOfSession(scope), 'second')
  const notice = replaced ? 'factor_replaced' : 'factor_added'
  await factorAdded(trx, scope, before, {
    strategy: 'totp',
    notice,
    id: row.id,
    set,
    provenAt: now,
  })
  return { name: added.name, confirmed_at: now, created_at: added.createdAt, updated_at: now }
}
