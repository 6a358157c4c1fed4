import type { StepUpData, StepUpTokenView, StepUpView } from '@countersign/contract'
import type { StepUpRow } from '../../sessions/step-ups.store.ts'

/** What is shown is what was read and hashed here, not what the page believes it sent. */
export function stepUpView(row: StepUpRow, data: StepUpData): StepUpView {
  const { id, session_id, action, level, created_at, expires_at } = row
  return { object: 'step_up', id, session_id, action, data, level, created_at, expires_at }
}

export function stepUpTokenView({ id, expires_at }: StepUpRow, token: string): StepUpTokenView {
  return { object: 'step_up_token', id, token, expires_at }
}
