import { statements } from './statements.ts'

/** Several authenticator apps where there was one, each with a clock of its own; and who was offered something better than SMS. */
export const authenticatorApps = statements([
  'drop index totp_factors_confirmed',
  'alter table totp_factors add column name text',
  'alter table totp_factors add column drift integer not null default 0',
  'alter table totp_factors add column lean integer not null default 0',
  'alter table totp_factors add column replaces text',
  'alter table totp_factors add column last_used_at bigint',
  `create table nudges (
    user_id text primary key not null references users (id) on delete cascade,
    instance_id text not null references instances (id) on delete cascade,
    first_asked_at bigint not null,
    asked_at bigint not null,
    asked integer not null,
    answer text
  )`,
  'create index nudges_instance on nudges (instance_id)',
])
