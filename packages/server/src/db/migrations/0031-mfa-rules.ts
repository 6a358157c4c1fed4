import { statements } from './statements.ts'

export const mfaRules = statements([
  `create table mfa_graces (
    id text primary key,
    instance_id text not null references instances (id),
    user_id text not null references users (id) on delete cascade,
    rule_id text not null,
    noticed_at bigint not null,
    until bigint,
    skips_left bigint,
    skips_used bigint not null,
    overdue_at bigint
  )`,
  'create unique index mfa_graces_user on mfa_graces (user_id, rule_id)',
  'alter table sessions add column mfa_skipped text',
  `create table mfa_receipts (
    id text primary key,
    instance_id text not null references instances (id),
    user_id text not null references users (id) on delete cascade,
    moment text not null,
    reason text not null,
    outcome text not null,
    rule_id text,
    rule_name text,
    inputs text not null,
    sign_in_id text,
    session_id text,
    at bigint not null
  )`,
  'create index mfa_receipts_user on mfa_receipts (user_id, at)',
  'create index mfa_receipts_at on mfa_receipts (at)',
  `create table mfa_dry_runs (
    id text primary key,
    instance_id text not null references instances (id),
    user_id text not null references users (id) on delete cascade,
    rule_id text not null,
    day bigint not null,
    outcome text not null,
    times bigint not null
  )`,
  'create unique index mfa_dry_runs_user on mfa_dry_runs (user_id, rule_id, day)',
  'create index mfa_dry_runs_day on mfa_dry_runs (instance_id, day)',
  `create table settings_changes (
    id text primary key,
    instance_id text not null references instances (id),
    version bigint not null,
    settings_before text not null,
    changes text not null,
    actor_id text,
    at bigint not null
  )`,
  'create unique index settings_changes_version on settings_changes (instance_id, version)',
])
