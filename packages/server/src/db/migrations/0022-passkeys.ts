import { statements } from './statements.ts'

export const passkeys = statements([
  `create table passkeys (
    id text primary key,
    instance_id text not null references instances (id),
    user_id text not null references users (id) on delete cascade,
    name text not null,
    rp_id text not null,
    user_handle text not null,
    credential_id text,
    public_key text,
    counter bigint not null default 0,
    transports text not null default '[]',
    backup_eligible bigint not null default 0,
    backed_up bigint not null default 0,
    challenge text,
    confirmed_at bigint,
    session_id text,
    expires_at bigint,
    last_used_at bigint,
    created_at bigint not null,
    updated_at bigint not null
  )`,
  'create index passkeys_user on passkeys (user_id)',
  'create unique index passkeys_credential on passkeys (instance_id, credential_id)',
  `create table passkey_challenges (
    id text primary key,
    instance_id text not null references instances (id),
    attempt_id text not null,
    level text not null,
    challenge text not null,
    rp_id text not null,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint
  )`,
  'create unique index passkey_challenges_attempt on passkey_challenges (attempt_id, level)',
  'create index passkey_challenges_expires on passkey_challenges (expires_at)',
  'alter table sign_ins add column by_passkey bigint not null default 0',
])
