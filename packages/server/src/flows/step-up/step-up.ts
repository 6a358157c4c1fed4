import { AppError, type StepUpData, type VerificationLevel } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { transact } from '../../db/transact.ts'
import { hashToken } from '../../lib/hashing.ts'
import { newId } from '../../lib/ids.ts'
import { token } from '../../lib/random.ts'
import { askableLevel, demandOf } from '../../policy/freshness.ts'
import { writeReceipt } from '../../policy/receipts.ts'
import { hasSecondFactor } from '../../policy/second-step.ts'
import type { SignedIn } from '../../sessions/guard.ts'
import { requireHeld, showOnce } from '../../sessions/renewal.ts'
import { askingLife } from '../../sessions/step-up-life.ts'
import { insertStepUp, issueToken, type StepUpRow } from '../../sessions/step-ups.store.ts'
import { hashData } from './step-up.data.ts'
import { stronger } from './step-up.level.ts'

export interface Asked {
  action: string
  data: StepUpData
  /** A page may ask for more than the action's preset, never for less: a script in it would. */
  level: VerificationLevel
}

/**
 * Asks the session's user to approve one action with just this data. Nothing that was proven before counts for it, and whoever has no
 * factor is refused, not waved through (R83).
 */
export async function askStepUp(scope: SignedIn, { action, data, level }: Asked): Promise<StepUpRow> {
  const { context, instance, now, session, user, facts } = scope
  const { settings } = instance
  const wanted = stronger(demandOf(settings, action).level, level)
  const askable = askableLevel(wanted, hasSecondFactor(facts, settings), settings.reverification.downgrade)
  if (askable === null) throw new AppError('factor_enrolment_required')
  const row: StepUpRow = {
    id: newId('stup', context),
    instance_id: instance.id,
    session_id: session.id,
    user_id: user.id,
    epoch: user.epoch,
    action,
    data_hash: hashData(data),
    level: askable,
    first_strategy: null,
    second_strategy: null,
    approved_at: null,
    token_hash: null,
    redeemed_at: null,
    burnt_at: null,
    created_at: now,
    expires_at: now + askingLife,
  }
  await transact(context.db, async (trx) => {
    await insertStepUp(trx, row)
    await record(trx, scope, 'step_up.asked', { userId: user.id, details: detailsOf(row) })
    await writeReceipt(trx, scope, user.id, {
      moment: 'step_up',
      reason: 'action_approval',
      outcome: 'asked',
      rule: null,
      inputs: { step_up: row.id, action, wanted, asked: askable },
      sessionId: session.id,
    })
  })
  return row
}

/** Hands out the token of an approved step-up. There is no second one: its hash is kept, and for some seconds the answer for repeats of this request. */
export async function takeToken(scope: SignedIn, id: string): Promise<{ row: StepUpRow; token: string }> {
  const { context, session, user, now } = scope
  const secret = token(context.random)
  const wanted = { id, sessionId: session.id, epoch: user.epoch, now, tokenHash: hashToken(secret) }
  const row = await transact(context.db, async (trx) => {
    await requireHeld(trx, scope)
    const issued = await issueToken(trx, wanted)
    if (!issued) throw new AppError('step_up_not_approved')
    await showOnce(trx, scope)
    await record(trx, scope, 'step_up.approved', { userId: user.id, details: detailsOf(issued) })
    return issued
  })
  return { row, token: secret }
}

/** What the audit trail keeps: enough to prove later what was approved, by whoever has the data. */
export function detailsOf({ id, action, data_hash, level, session_id }: StepUpRow): Record<string, unknown> {
  return { id, session_id, action, data_hash, level }
}
