import { statements } from './statements.ts'

/**
 * A sign-in stands on the very token that its browser showed. When that is used up by another sign-in, or the device is removed, the database
 * itself takes it away from every sign-in that has not come to its end.
 */
export const trustedDevices = statements([
  `create table trusted_devices (
    id text primary key,
    instance_id text not null references instances (id) on delete cascade,
    user_id text not null references users (id) on delete cascade,
    client_id text not null,
    token_hash text not null unique,
    epoch bigint not null,
    user_agent text,
    last_used_at bigint not null,
    created_at bigint not null,
    expires_at bigint not null
  )`,
  'create index trusted_devices_user on trusted_devices (user_id)',
  'create index trusted_devices_client on trusted_devices (client_id)',
  'create index trusted_devices_expires on trusted_devices (expires_at)',
  `alter table sign_ins add column trusted_by text
    references trusted_devices (token_hash) on update set null on delete set null`,
  'create index sign_ins_trusted_by on sign_ins (trusted_by) where trusted_by is not null',
])
