import type { Scope, UserRow } from '../http/scope.ts'
import { newId } from '../lib/ids.ts'

/** What new rows are made of; a command at the machine has no request. */
export type NewUserScope = Pick<Scope, 'context' | 'now'> & { instance: { id: string } }

/** A user row with nothing in it but what is given. */
export function newUser(scope: NewUserScope, given: Partial<UserRow>): UserRow {
  const { now, context } = scope
  return {
    id: newId('user', context),
    instance_id: scope.instance.id,
    external_id: null,
    username: null,
    username_key: null,
    first_name: null,
    last_name: null,
    primary_email_id: null,
    primary_phone_id: null,
    password_hash: null,
    password_updated_at: given.password_hash ? now : null,
    password_compromised_at: null,
    password_void_at: null,
    public_metadata: '{}',
    private_metadata: '{}',
    unsafe_metadata: '{}',
    epoch: 0,
    banned_at: null,
    changes_locked_until: null,
    held_until: null,
    last_second_factor: null,
    mfa_enabled_at: null,
    locale: null,
    image_name: null,
    last_sign_in_at: null,
    last_active_at: null,
    created_at: now,
    updated_at: now,
    ...given,
  }
}
