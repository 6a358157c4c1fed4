import type { BackendUserView } from '@countersign/contract'
import type { UserDetails, UserEvent, UserLine } from '../api/user-views.ts'
import { at } from './messaging.ts'
import { Refused } from './refused.ts'

/** What the stand-in server knows of users. */
export interface People {
  /** Newest first; a page is two of them. An empty page stands for users that were looked at and do not fit. */
  lines: UserLine[]
  details: UserDetails
  events: UserEvent[]
}

const device = { browser_name: 'Firefox', browser_version: '133', device_type: 'Windows' }

export function someLine(fields: Partial<UserLine> = {}): UserLine {
  return {
    ...{ id: 'user_1', name: 'Anna Berg', identifier: 'anna@example.com', image_url: '', factors: ['totp'] },
    ...{ has_second_factor: true, last_sign_in_at: at, created_at: at, is_banned: false, is_locked: false },
    ...fields,
  }
}

const user = {
  object: 'user',
  id: 'user_1',
  external_id: null,
  username: 'anna',
  first_name: 'Anna',
  last_name: 'Berg',
  primary_email_address_id: 'idn_1',
  primary_phone_number_id: null,
  email_addresses: [{ id: 'idn_1', email_address: 'anna@example.com', verification: { status: 'verified' } }],
  phone_numbers: [{ id: 'idn_2', phone_number: '+15555550101', reserved_for_second_factor: true, verification: null }],
  authenticator_apps: [{ id: 'totp_1', name: null, last_used_at: null, created_at: at }],
  passkeys: [{ id: 'idn_3', name: 'Laptop', last_used_at: null, created_at: at }],
  password_enabled: true,
  totp_enabled: true,
  backup_codes_left: 1,
  banned: false,
  locked: false,
  lockout_expires_in_seconds: null,
  changes_locked_until: null,
  last_sign_in_at: at,
  created_at: at,
} as unknown as BackendUserView

export function someDetails(fields: Partial<UserDetails> = {}, ofUser: Partial<BackendUserView> = {}): UserDetails {
  const session = { id: 'sess_9', status: 'active', actor: null, last_active_at: at }
  return {
    user: { ...user, ...ofUser },
    ...{ identifier: 'anna@example.com', email: 'anna@example.com', phone: null },
    sessions: [
      { ...session, latest_activity: { ...device, ip_address: '10.0.0.7' } },
    ] as unknown as UserDetails['sessions'],
    browsers: [{ id: 'client_1', ip: null, created_at: at, device: { ...device, browser_name: null } }],
    ...{ trusted_devices: [], recovery: null, undone_at: null },
    ...fields,
  }
}

export function someEvent(fields: Partial<UserEvent> = {}): UserEvent {
  return {
    ...{ id: 'aud_1', at, event: 'factor.removed', by: { kind: 'operator', name: 'root' }, ip: '10.0.0.1', device },
    ...{ details: { what: 'totp', reason: 'Phone lost' } },
    ...fields,
  }
}

export const createPeople = (given: Partial<People> = {}): People => ({
  ...{ lines: [], details: someDetails(), events: [] },
  ...given,
})

export function peopleRead(people: People, [userId, part]: string[], query: URLSearchParams): unknown {
  if (userId === undefined) return pageOf(people, query)
  if (userId !== people.details.user.id) throw new Refused(404, 'resource_not_found', 'There is nothing here.')
  return part === 'events' ? { events: people.events, next: null } : people.details
}

/** What was done, and the user after it. */
export function peopleChange(people: People, method: string, [userId, verb]: string[], body?: object): unknown {
  if (userId === undefined) return { id: 'user_1' }
  if (method === 'DELETE' && verb === undefined) return { id: userId, deleted: true }
  const { details } = people
  const change: Partial<BackendUserView> = {
    ...(verb === 'unlock' ? { locked: false } : {}),
    ...(verb === 'ban' ? { banned: true } : {}),
    ...(verb === 'lift_changes_lock' ? { changes_locked_until: null } : {}),
  }
  const gone = verb === 'remove_factor' ? (body as { factor_id?: string }).factor_id : undefined
  const apps = details.user.authenticator_apps.filter(({ id }) => id !== gone)
  people.details = {
    ...details,
    ...(verb === 'trusted_devices' ? { trusted_devices: [] } : {}),
    ...(verb === 'take_back_undo' ? { undone_at: null } : {}),
    ...(verb === 'sessions' || verb === 'end_sessions' ? { sessions: [] } : {}),
    user: { ...details.user, ...change, authenticator_apps: apps },
  }
  return people.details
}

function pageOf({ lines }: People, query: URLSearchParams) {
  const text = query.get('text') ?? ''
  const filter = query.get('filter')
  const first = lines.findIndex(({ id }) => id === query.get('before')) + 1
  const page = lines.slice(first, first + 2)
  const fits = (line: UserLine) => line.identifier.includes(text) && (filter !== 'locked' || line.is_locked)
  return { users: page.filter(fits), next: first + 2 < lines.length ? page.at(-1)?.id : null }
}
