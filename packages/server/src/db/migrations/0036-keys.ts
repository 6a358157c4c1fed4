import { statements } from './statements.ts'

export const keys = statements([
  // What each migration was when it ran here.
  'create table migration_checksums (name text primary key not null, checksum text not null)',
  // When a key signs; it is in the key set before that.
  'alter table signing_keys add column active_at bigint not null default 0',
  'update signing_keys set active_at = created_at',

  `create table master_keys (
    id text primary key not null,
    number bigint not null,
    current_since bigint not null,
    retired_at bigint
  )`,

  `create table peppers (
    id text primary key not null,
    value_sealed text not null,
    created_at bigint not null,
    active_at bigint not null,
    retired_at bigint
  )`,
  // It is bound to this name, and keeps it.
  `insert into peppers (id, value_sealed, created_at, active_at)
    select 'pepper', value, 0, 0 from meta where key = 'pepper'`,
  "delete from meta where key = 'pepper'",

  // What is left under which key is asked every few seconds, of tables that grow with the users.
  'create index totp_factors_sealed on totp_factors (substr(secret_sealed, 4, 8))',
  'create index messages_sealed on messages (substr(content_sealed, 4, 8))',
  'create index factor_snapshots_sealed on factor_snapshots (substr(content_sealed, 4, 8))',
])
