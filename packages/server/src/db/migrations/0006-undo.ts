import { statements } from './statements.ts'

export const undo = statements([
  'alter table users add column locale text',
  'alter table users add column changes_locked_until bigint',
  'alter table users add column password_void_at bigint',

  `create table factor_snapshots (
    id text primary key not null,
    instance_id text not null references instances (id) on delete cascade,
    user_id text not null references users (id) on delete cascade,
    number bigint not null,
    change text not null,
    user_agent text,
    content_sealed text not null,
    taken_at bigint not null,
    expires_at bigint not null
  )`,
  'create index factor_snapshots_user on factor_snapshots (user_id, number)',
  'create index factor_snapshots_expiry on factor_snapshots (expires_at)',

  `create table undo_links (
    id text primary key not null,
    instance_id text not null references instances (id) on delete cascade,
    user_id text not null references users (id) on delete cascade,
    snapshot_id text not null references factor_snapshots (id) on delete cascade,
    token_hash text not null,
    created_at bigint not null,
    expires_at bigint not null,
    used_at bigint
  )`,
  'create unique index undo_links_token on undo_links (token_hash)',
  'create index undo_links_snapshot on undo_links (snapshot_id)',
  'create index undo_links_user on undo_links (user_id)',
  'create index undo_links_expiry on undo_links (expires_at)',
])
