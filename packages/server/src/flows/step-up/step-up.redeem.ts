import { AppError, type StepUpData, type VerificationLevel } from '@countersign/contract'
import { record } from '../../audit/audit.ts'
import { transact } from '../../db/transact.ts'
import type { Scope } from '../../http/scope.ts'
import { hashToken } from '../../lib/hashing.ts'
import { idleSince } from '../../sessions/lifetime.ts'
import { burnStepUp, type Presented, redeemStepUp, type StepUpRow } from '../../sessions/step-ups.store.ts'
import { hashData } from './step-up.data.ts'
import { atLeast } from './step-up.level.ts'
import { detailsOf } from './step-up.ts'

export interface Redemption {
  token: string
  action: string
  data: StepUpData
  level: VerificationLevel
  maxAgeSeconds: number
  sessionId: string | undefined
  userId: string | undefined
}

/**
 * Uses an approval up, for the app's server. One that is presented for something else is burnt: a page that got “pay 10” approved and asks
 * for “pay 10 000” gets no second try with the same approval, and nobody learns by trying what it was for.
 */
export async function redeem(scope: Scope, wish: Redemption): Promise<StepUpRow> {
  const given = presented(scope, wish)
  const redeemed = await transact(scope.context.db, async (trx) => {
    const row = await redeemStepUp(trx, given)
    if (!row) return undefined
    await record(trx, scope, 'step_up.redeemed', { actorId: 'backend', userId: row.user_id, details: detailsOf(row) })
    return row
  })
  if (redeemed) return redeemed
  throw await refuse(scope, given)
}

/** Burns it in a transaction that stays; the refusal is told after that. */
async function refuse(scope: Scope, given: Presented): Promise<AppError> {
  return transact(scope.context.db, async (trx) => {
    const row = await burnStepUp(trx, given)
    if (!row) return new AppError('step_up_spent')
    const what = difference(row, given)
    const details = { ...detailsOf(row), differs: what?.name ?? null }
    await record(trx, scope, 'step_up.burnt', { actorId: 'backend', userId: row.user_id, details })
    if (!what) return new AppError('step_up_spent')
    return new AppError('step_up_mismatch', { what: what.text }, { meta: { param_name: what.name } })
  })
}

/** What was presented that is not what was approved. */
function difference(row: StepUpRow, given: Presented): { name: string; text: string } | undefined {
  const checks = [
    { name: 'action', text: 'the action', isSame: row.action === given.action },
    { name: 'data', text: 'the data', isSame: row.data_hash === given.dataHash },
    { name: 'session_id', text: 'the session', isSame: (given.sessionId ?? row.session_id) === row.session_id },
    { name: 'user_id', text: 'the user', isSame: (given.userId ?? row.user_id) === row.user_id },
    { name: 'level', text: 'the level', isSame: given.levels.includes(row.level) },
  ]
  return checks.find(({ isSame }) => !isSame)
}

function presented(scope: Scope, wish: Redemption): Presented {
  return {
    instanceId: scope.instance.id,
    tokenHash: hashToken(wish.token),
    now: scope.now,
    action: wish.action,
    dataHash: hashData(wish.data),
    levels: atLeast(wish.level),
    notBefore: scope.now - wish.maxAgeSeconds * 1000,
    idleSince: idleSince(scope),
    sessionId: wish.sessionId,
    userId: wish.userId,
  }
}
