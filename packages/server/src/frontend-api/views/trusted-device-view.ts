import type { TrustedDeviceView } from '@countersign/contract'
import { deviceOf } from '../../lib/device.ts'
import type { ListedDevice } from '../../sessions/trusted-devices.ts'

export function trustedDeviceView({ row, isThis }: ListedDevice): TrustedDeviceView {
  return {
    object: 'trusted_device',
    id: row.id,
    ...deviceOf(row.user_agent ?? ''),
    is_this_device: isThis,
    last_used_at: row.last_used_at,
    created_at: row.created_at,
    expires_at: row.expires_at,
  }
}
