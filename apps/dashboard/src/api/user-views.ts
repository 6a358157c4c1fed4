import type { BackendSessionView, BackendUserView, RecoveryView, TrustedDeviceView } from '@countersign/contract'

/** What the dashboard API answers about users (snake_case, as on the wire). */
export type FactorKind = 'totp' | 'passkey' | 'phone_code' | 'backup_code'
export type UserFilter = 'no_second_factor' | 'one_loss' | 'locked' | 'banned'

export interface UserSearch {
  /** A whole address, number or id, or part of a name, username, address or number. */
  text: string
  filter: UserFilter | ''
}

export interface UserLine {
  id: string
  name: string | null
  identifier: string
  image_url: string
  factors: readonly FactorKind[]
  /** Of a kind that is switched on. */
  has_second_factor: boolean
  last_sign_in_at: number | null
  created_at: number
  is_banned: boolean
  is_locked: boolean
}

export interface UserList {
  users: readonly UserLine[]
  /** Where the next page begins; null at the end. */
  next: string | null
}

export interface Device {
  browser_name: string | null
  browser_version: string | null
  device_type: string | null
}

export interface UserDetails {
  user: Omit<BackendUserView, 'public_metadata' | 'private_metadata' | 'unsafe_metadata'>
  identifier: string
  email: string | null
  phone: string | null
  sessions: readonly BackendSessionView[]
  /** Browsers that the user signed in with since their last security event. */
  browsers: readonly { id: string; ip: string | null; created_at: number; device: Device }[]
  /** Where the second step is not asked for. */
  trusted_devices: readonly TrustedDeviceView[]
  recovery: RecoveryView | null
  /** When a change was undone whose loss can still be given back. */
  undone_at: number | null
}

export interface UserEvent {
  id: string
  at: number
  event: string
  by: { kind: string; name: string | null }
  ip: string | null
  device: Device
  details: Record<string, unknown>
}

export interface UserEvents {
  events: readonly UserEvent[]
  next: string | null
}

export interface NewUser {
  email_address?: string
  phone_number?: string
  username?: string
  first_name?: string
  last_name?: string
}

export type UserVerb =
  | 'ban'
  | 'unban'
  | 'lock'
  | 'unlock'
  | 'lift_changes_lock'
  | 'take_back_undo'
  | 'end_sessions'
  | 'remove_factor'

export interface FactorWish {
  what: FactorKind
  /** Of an app, a passkey or a number; an app without one is every app. */
  factor_id?: string
}
