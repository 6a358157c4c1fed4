import { statements } from './statements.ts'

export const stepUps = statements([
  `create table step_ups (
    id text primary key,
    instance_id text not null references instances (id),
    session_id text not null references sessions (id) on delete cascade,
    user_id text not null references users (id) on delete cascade,
    epoch bigint not null,
    action text not null,
    data_hash text not null,
    level text not null,
    first_strategy text,
    second_strategy text,
    approved_at bigint,
    token_hash text unique,
    redeemed_at bigint,
    burnt_at bigint,
    created_at bigint not null,
    expires_at bigint not null
  )`,
  'create index step_ups_session on step_ups (session_id)',
  'create index step_ups_user on step_ups (user_id)',
  'create index step_ups_expires on step_ups (expires_at)',
  'alter table reverifications add column step_up_id text',
])
