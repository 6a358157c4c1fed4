import type { SessionActivityView } from '@countersign/contract'
import type { SessionRow } from '../../http/scope.ts'
import { deviceOf } from '../../lib/device.ts'

/** Where a session was opened, as far as its browser told. */
export function activityView(session: SessionRow): SessionActivityView {
  const agent = session.user_agent ?? ''
  return {
    object: 'session_activity',
    id: `sact_${session.id.slice('sess_'.length)}`,
    ...deviceOf(agent),
    ip_address: session.ip,
    city: null,
    country: null,
    is_mobile: /\b(?:Mobile|iPhone|Android)\b/.test(agent),
  }
}
