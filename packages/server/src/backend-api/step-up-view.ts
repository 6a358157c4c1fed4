import type { StepUpApprovalView } from '@countersign/contract'
import { amrOf } from '../policy/amr.ts'
import type { StepUpRow } from '../sessions/step-ups.store.ts'

/** Of a redeemed row: both times are there. */
export function approvalView(row: StepUpRow): StepUpApprovalView {
  const { id, user_id, session_id, action, level, first_strategy, second_strategy } = row
  const approved_at = Number(row.approved_at)
  const given = { firstStrategy: first_strategy, secondStrategy: second_strategy }
  return {
    object: 'step_up_approval',
    id,
    user_id,
    session_id,
    action,
    level,
    amr: amrOf({ ...given, firstAt: approved_at, secondAt: approved_at }),
    approved_at,
    redeemed_at: Number(row.redeemed_at),
  }
}
