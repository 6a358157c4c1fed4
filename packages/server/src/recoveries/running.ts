import type { RecoveryView } from '@countersign/contract'
import type { UserRow } from '../http/scope.ts'
import { deviceOf } from '../lib/device.ts'
import type { RecoveryRow } from './recoveries.store.ts'

/** Whether it still leads somewhere: not run out, and nothing has happened to the account since it began (R61). */
export function isRunning(row: RecoveryRow, user: Pick<UserRow, 'epoch'>, now: number): boolean {
  return row.ended_at === null && row.epoch === user.epoch && row.expires_at > now
}

/** Whether a new second factor can be set up now. */
export function isReady(row: RecoveryRow, now: number): boolean {
  return row.ready_at <= now
}

export function recoveryView(row: RecoveryRow, now: number): RecoveryView {
  const { browser_name, device_type } = deviceOf(row.user_agent ?? '')
  return {
    object: 'recovery',
    id: row.id,
    started_by: row.started_by,
    status: isReady(row, now) ? 'ready' : 'waiting',
    browser_name,
    device_type,
    ip: row.ip,
    started_at: row.started_at,
    ready_at: row.ready_at,
    expires_at: row.expires_at,
  }
}
